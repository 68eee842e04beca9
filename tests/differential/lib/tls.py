"""Certificates for the cases that speak TLS: an authority of our own, a server and a client that it signed, and another
authority, which signed nobody."""

import os
import ssl
import subprocess


def openssl(*args):
    subprocess.run(("openssl",) + args, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def make(folder):
    """-> what a server needs; folder has ca.pem, other.pem, client.pem, client.key and both.pem then."""
    os.mkdir(folder)

    def at(name):
        return os.path.join(folder, name)
    for name in ("ca", "other", "server", "client"):
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", at(name + ".key"))
    for name in ("ca", "other"):
        openssl("req", "-x509", "-new", "-key", at(name + ".key"), "-subj", "/CN=" + name, "-days", "2", "-out", at(name + ".pem"))
    with open(at("names"), "w") as f:
        f.write("subjectAltName=IP:127.0.0.1\n")
    for name in ("server", "client"):
        openssl("req", "-new", "-key", at(name + ".key"), "-subj", "/CN=" + name, "-out", at(name + ".csr"))
        openssl("x509", "-req", "-in", at(name + ".csr"), "-CA", at("ca.pem"), "-CAkey", at("ca.key"), "-CAcreateserial",
                "-days", "2", "-extfile", at("names"), "-out", at(name + ".pem"))
    with open(at("both.pem"), "w") as f:
        for name in ("client.pem", "client.key"):
            with open(at(name)) as part:
                f.write(part.read())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.maximum_version = ssl.TLSVersion.TLSv1_2 # whose ciphers can be chosen
    context.load_cert_chain(at("server.pem"), at("server.key"))
    context.load_verify_locations(at("ca.pem"))
    context.verify_mode = ssl.CERT_OPTIONAL
    return context
