#!/bin/sh
# What this machine must have before anything else, in plain sh, for the machine may have no Python yet.
#
#   machine.sh python   prints the newest Python from 3.11 to 3.14 here that can make virtual environments; else the newest one
#   machine.sh lacking  prints the Debian packages that are missing, and nothing where all is there
#   machine.sh check    says what is missing and what to do; fails unless all is there
#
# PYTHON, where it is set, is looked at in the place of those.

newest() {
    found=
    for version in 3.14 3.13 3.12 3.11; do
        # A name on the path may be a shim without a Python behind it.
        "python$version" -c '' 2>/dev/null || continue
        if "python$version" -c 'import ensurepip, venv' 2>/dev/null; then
            echo "python$version"
            return
        fi
        found=${found:-python$version}
    done
    echo "${found:-python3}"
}

python=${PYTHON:-$(newest)}

lacking() {
    command -v cc >/dev/null || echo build-essential
    command -v make >/dev/null || echo make
    command -v ps >/dev/null || echo procps
    "$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' 2>/dev/null || { echo python3; echo python3-venv; return; }
    # Debian's package of each version has its name; python3-venv is that of the usual version.
    "$python" -c 'import ensurepip, venv' 2>/dev/null || "$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])'
}

case "$1" in
    python) echo "$python" ;;
    lacking) lacking ;;
    check)
        packages=$(lacking | tr '\n' ' ')
        if [ -n "$packages" ]; then
            echo "Failed: this machine lacks ${packages% }: a C compiler, make, ps and a Python from 3.11 to 3.14 with venv are needed."
            echo "To do:  apt-get install ${packages% }, or their like elsewhere; for another Python say PYTHON=/path/to/python"
            exit 1
        fi ;;
    *) echo "usage: machine.sh python|lacking|check"; exit 2 ;;
esac
