// Tells the page that shows this one in a frame that its customer has answered. What the answer was, it asks the API.
window.parent.postMessage({ type: "authentication-answered" }, "*");
