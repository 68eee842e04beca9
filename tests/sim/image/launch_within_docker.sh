#!/bin/sh
# The program of this image: wa-web or wa-core.
exec "/opt/whatsapp/bin/${WA_SIM_PROGRAM:?not set in this image}" "$@"
