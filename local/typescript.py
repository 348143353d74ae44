"""The client in TypeScript, clients/typescript: generated, compiled, tested, packed; and a first order with the package on a running shop."""

import contextlib
import json
import pathlib
import re
import secrets
import shutil
import subprocess
import tarfile
import tempfile

import client
import instance
import tools
from console import Trouble, step
from node import DESCRIPTION, NODE_TOOLS, command, environment, node, npm

SOURCES = tools.ROOT / "clients" / "typescript"
GENERATED = SOURCES / "src" / "generated"
# Where the package is left.
PACKED = tools.TARGET / "clients"
LICENCES = ("LICENSE-APACHE", "LICENSE-MIT")
# A client stays small: what a browser loads, and what is downloaded.
MOST_SCRIPT, MOST_PACKED = 32_000, 48_000
PATIENCE_SECONDS = 30


def generate(folder):
    """Writes the types and the table of operations into a folder."""
    command(node() / "node", SOURCES / "generate.mjs", DESCRIPTION, folder, cwd=NODE_TOOLS, env=environment())


def write_types():
    """Writes them where they are checked in."""
    with step("write clients/typescript/src/generated"):
        generate(GENERATED)


def check():
    """All that can be told of the client without a shop."""
    is_up_to_date()
    with step("compile the TypeScript client and its tests"):
        tsc("--project", SOURCES / "test")
    with step("test the TypeScript client") as current:
        ran = command(node() / "node", "--test", "--test-reporter", "tap", "test/*.test.ts", cwd=SOURCES, env=environment())
        current.note(f"{ran.count(chr(10) + 'ok ')} tests")
    with step("pack the TypeScript client, and compile what uses it") as current:
        shutil.rmtree(PACKED, ignore_errors=True)
        package, weight = pack(PACKED)
        with consumer(package) as folder:
            tsc("--project", folder)
        current.note(weight)


def is_up_to_date():
    """The checked-in files are those that openapi.yaml makes."""
    with step("generate the TypeScript client"), tempfile.TemporaryDirectory() as folder:
        generate(folder)
        for made in sorted(pathlib.Path(folder).iterdir()):
            there = GENERATED / made.name
            if not there.exists() or there.read_text() != made.read_text():
                raise Trouble(f"{there.relative_to(tools.ROOT)} is not what openapi.yaml makes.", "run make client-types, and commit what it writes")


def tsc(*words):
    """The compiler."""
    command(NODE_TOOLS / "node_modules" / ".bin" / "tsc", *words, env=environment())


def pack(folder):
    """Builds the package in a folder as it would be published. Returns its file, and what it weighs in words."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as made:
        stage = pathlib.Path(made)
        for file in (SOURCES / "package.json", SOURCES / "README.md", *(tools.ROOT / name for name in LICENCES)):
            shutil.copy(file, stage)
        tsc("--project", SOURCES, "--outDir", stage / "dist")
        told = json.loads(command(node() / "node", npm(), "pack", "--json", "--ignore-scripts", "--pack-destination", folder, cwd=stage, env=environment()))[0]
    return folder / told["filename"], judge({file["path"]: file["size"] for file in told["files"]}, told["size"])


def judge(files, packed):
    """Refuses a package with other files than those meant, or that has grown too large. Returns its sizes in words."""
    modules = [path.relative_to(SOURCES / "src").with_suffix("") for path in (SOURCES / "src").rglob("*.ts")]
    wanted = {"package.json", "README.md", *LICENCES, *(f"dist/{module}{ending}" for module in modules for ending in (".js", ".d.ts"))}
    if different := sorted(wanted ^ set(files)):
        raise Trouble(f"the package lacks, or should not have: {', '.join(different)}", "see files in clients/typescript/package.json")
    script = sum(size for path, size in files.items() if path.endswith(".js"))
    if script > MOST_SCRIPT or packed > MOST_PACKED:
        raise Trouble(f"the package has {script} bytes of script and {packed} packed; the limits are {MOST_SCRIPT} and {MOST_PACKED}.")
    return f"{len(files)} files, {script / 1000:.1f} kB of script, {packed / 1000:.1f} kB packed"


@contextlib.contextmanager
def consumer(package):
    """A folder of somebody who installed the package: the example and the scripts of test/package, which import it by its name."""
    with tempfile.TemporaryDirectory() as made:
        folder = pathlib.Path(made)
        with tarfile.open(package) as archive:
            for member in archive:
                file = folder / "node_modules" / "@backroom" / "client" / pathlib.PurePosixPath(member.name).relative_to("package")
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(archive.extractfile(member).read())
        for source in (SOURCES / "examples" / "first-order.ts", *(SOURCES / "test" / "package").glob("*.ts")):
            shutil.copy(source, folder)
        (folder / "package.json").write_text('{ "type": "module" }\n')
        types = {"types": ["node"], "typeRoots": [str(NODE_TOOLS / "node_modules" / "@types")]}
        options = {"target": "es2022", "module": "nodenext", "lib": ["es2022", "dom"], "strict": True, "noEmit": True, "skipLibCheck": True, **types}
        (folder / "tsconfig.json").write_text(json.dumps({"compilerOptions": options}))
        yield folder


def order(instance_folder):
    """A merchant puts a product on sale, and a buyer buys it to the receipt: with the package, on a running shop, by the README's own script."""
    tools.ensure("sam", "aws")
    tools.run_inside("aws")
    import demo  # here, because it imports what only that Python has

    here = instance.of(instance_folder)
    shop = client.Shop(here.stack())
    demo.appoint_merchant(here, shop)
    with tempfile.TemporaryDirectory() as made, contextlib.ExitStack() as installed:
        with step("pack and install the TypeScript client"):
            folder = installed.enter_context(consumer(pack(pathlib.Path(made))[0]))
        with step("put a product on sale with the TypeScript client"):
            merchant = here.stack()["merchant"]
            words = (shop.api, merchant["email"], merchant["password"], f"assam-{secrets.token_hex(4)}")
            command(node() / "node", "merchant.ts", *words, cwd=folder, timeout=PATIENCE_SECONDS)
        with step("sign up, order and pay with the README's script") as current:
            current.note(first_order(here, shop, folder))


def first_order(here, shop, folder):
    """The README's script, to which the mailed code is typed. Returns the subject of the receipt."""
    email = f"reader-{secrets.token_hex(4)}@customers.example"
    words = [node() / "node", "first-order.ts", shop.api, email, secrets.token_urlsafe(18)]
    with subprocess.Popen(words, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as reader:
        try:
            code = re.search(r"\b\d{8}\b", shop.mail(email, "code")).group()
            said, _ = reader.communicate(f"{code}\n", timeout=PATIENCE_SECONDS)
        except BaseException:
            reader.kill()
            raise
    *_, order_id, state = ["", "", *said.split()]
    if reader.returncode or state != "paid":
        raise Trouble(f"first-order.ts did not come to a paid order:\n{said[-2000:]}", f"see {here.logs / 'aws.log'}")
    return shop.mail(email, order_id).splitlines()[0]
