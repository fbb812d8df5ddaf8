"""AWS on loopback for the tests: moto's server, with packages from argv[1], on port argv[2]."""

import sys
import threading

sys.path.insert(0, sys.argv[1])

from moto.server import DomainDispatcherApplication, create_backend_app  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

aws = DomainDispatcherApplication(create_backend_app)
turn = threading.Lock()


def one_at_a_time(environ, start_response):
    # moto looks a name up and then writes it, which two threads can both do; AWS decides a conditional write at once.
    with turn:
        return aws(environ, start_response)


server = make_server("127.0.0.1", int(sys.argv[2]), one_at_a_time, threaded=True)
print(f"moto listens on {server.port}", flush=True)
server.serve_forever()
