// The mailed link carries its token after the "#", which no server and no log sees. It goes into the form, and out of the address.
const token = location.hash.slice(1);
const field = document.getElementById("token");
if (token && field) {
  field.value = decodeURIComponent(token.replace(/^token=/, ""));
  field.closest(".field").hidden = true;
  history.replaceState(null, "", location.pathname);
}
