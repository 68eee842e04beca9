"""A TCP proxy that can cut all it carries, freeze it, or refuse, at any moment."""
import selectors
import socket
import struct
import threading


class Proxy:
    def __init__(self, to):
        self.to = to
        self.lock = threading.Lock()
        self.pairs = []
        self.frozen = self.refusing = False
        self.carried = 0
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.refusing:
                self._reset(client)
                continue
            try:
                server = socket.create_connection(self.to, timeout=5)
            except OSError:
                self._reset(client)
                continue
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                end.settimeout(None)
            with self.lock:
                self.pairs.append((client, server))
            if self.refusing:  # the cut came while this was being made
                self.cut()
                continue
            threading.Thread(target=self._carry, args=(client, server), daemon=True).start()

    def _carry(self, client, server):
        watch = selectors.DefaultSelector()
        try:
            watch.register(client, selectors.EVENT_READ, server)
            watch.register(server, selectors.EVENT_READ, client)
            while True:
                for key, _ in watch.select(0.05):
                    while self.frozen:
                        threading.Event().wait(0.05)
                    data = key.fileobj.recv(65536)
                    if not data:
                        raise OSError
                    key.data.sendall(data)
                    self.carried += len(data)
        except (OSError, ValueError):
            for end in (client, server):
                self._reset(end)

    @staticmethod
    def _reset(end):
        try:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        try:
            end.close()
        except OSError:
            pass

    def cut(self):
        with self.lock:
            pairs, self.pairs = self.pairs, []
        for client, server in pairs:
            self._reset(client)
            self._reset(server)

    def close(self):
        self.listener.close()
        self.cut()
