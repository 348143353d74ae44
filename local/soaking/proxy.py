"""A proxy on loopback that gives what passes a bad day: late answers, lost requests, lost answers, refusals.

A request goes on byte for byte, its Host header too, which AWS's signatures cover. Each goes on over a connection of its own, so that
nothing is lost here but on purpose.
"""

import asyncio
import collections
import random
import threading
import time

LONGEST_DELAY_SECONDS = 3.0
# The chance of each, for a request on an ordinary day of trouble; a storm multiplies them.
CHANCES = {"answer late": 0.06, "request lost": 0.02, "answer lost": 0.02, "refused with 5xx": 0.02}
STORM = 6
CONNECTION_ENDS = (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)


class Link:
    """One port of ours that leads to one of somebody else's."""

    def __init__(self, name, port, target, seed):
        self.name, self.port, self.target = name, port, target
        self.random = random.Random(f"{seed}:{name}")
        self.troubled, self.storm_until = False, 0.0
        self.requests, self.faults = 0, collections.Counter()
        # The event loop itself holds its tasks only weakly.
        self.connections = set()

    @property
    def url(self):
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def raise_storm(self, seconds):
        """Makes everything likelier for a moment."""
        self.storm_until = time.monotonic() + seconds

    def fate(self):
        """What happens to the next request; mostly nothing."""
        self.requests += 1
        if not self.troubled:
            return None
        worse = STORM if time.monotonic() < self.storm_until else 1
        kinds, chances = list(CHANCES), [chance * worse for chance in CHANCES.values()]
        kind = self.random.choices([None, *kinds], [max(0.0, 1 - sum(chances)), *chances])[0]
        self.faults.update([kind] if kind else [])
        return kind

    async def serve(self, reader, writer):
        """One connection of a client, request by request."""
        self.connections.add(asyncio.current_task())
        try:
            while request := await message(reader):
                answer = await self.answer(request)
                if answer is None:
                    break
                writer.write(answer)
                await writer.drain()
        except CONNECTION_ENDS:
            pass
        writer.transport.abort()
        self.connections.discard(asyncio.current_task())

    async def answer(self, request):
        """The answer to a request; None when the client is not to get one."""
        fate = self.fate()
        if fate == "request lost":
            return None
        if fate == "refused with 5xx":
            status = self.random.choice(["500 Internal Server Error", "503 Service Unavailable"])
            return f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{{}}".encode()
        answer = await self.forward(request)
        if fate == "answer late":
            await asyncio.sleep(self.random.uniform(0.05, 1) ** 2 * LONGEST_DELAY_SECONDS)
        return None if fate == "answer lost" else answer

    async def forward(self, request):
        """Sends a request on; None when there is nobody, or nobody who answers."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            return None
        try:
            writer.write(request)
            return await message(reader, ends_with_connection=True) or None
        except CONNECTION_ENDS:
            return None
        finally:
            writer.transport.abort()


async def message(reader, ends_with_connection=False):
    """One HTTP/1.1 message as it came, head and body; empty when the connection ends before it."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    first, *lines = head.decode("latin-1").lower().split("\r\n")
    headers = {name: value.strip() for name, _, value in (line.partition(":") for line in lines)}
    if "chunked" in headers.get("transfer-encoding", ""):
        return head + await chunks(reader)
    if "content-length" in headers:
        return head + await reader.readexactly(int(headers["content-length"]))
    bodiless = not ends_with_connection or first.split()[1] in ("204", "304")
    return head if bodiless else head + await reader.read()


async def chunks(reader):
    """A chunked body as it came."""
    body = b""
    while True:
        line = await reader.readuntil(b"\r\n")
        size = int(line.split(b";")[0], 16)
        body += line + await reader.readexactly(size + 2)
        if size == 0:
            return body


def start(links):
    """Serves all links from a thread of this process, as long as that lives; returns when they listen."""
    listening = threading.Event()

    async def serve():
        servers = [await asyncio.start_server(link.serve, "127.0.0.1", link.port, limit=1 << 20) for link in links]
        listening.set()
        await asyncio.gather(*(server.serve_forever() for server in servers))

    threading.Thread(target=asyncio.run, args=(serve(),), name="proxy", daemon=True).start()
    if not listening.wait(timeout=5):
        raise OSError("the proxy does not listen")
