"""What the benches' scripts share: a paper on loopback, a byline over it, and what a process costs as /proc tells it."""
import http.client, http.server, os, re, signal, socket, subprocess, sys, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
REPOSITORY = os.path.join(HERE, "..", "..")
TARGET = os.path.join(os.environ.get("CARGO_TARGET_DIR") or os.path.join(REPOSITORY, "target"), "release")
CONNECTIONS = 64


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def get(port, path, headers=(), method="GET"):
    """Status, header fields and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request(method, path, headers=dict(line.split(": ", 1) for line in headers))
        response = connection.getresponse()
        return response.status, response.getheaders(), response.read()
    finally:
        connection.close()


class Page(http.server.BaseHTTPRequestHandler):
    """One request to a paper: a subclass says in `do_GET` what it is answered."""

    protocol_version = "HTTP/1.1"
    wbufsize = 1 << 20 # head and body leave together; the kernel would keep the body until the head is acknowledged

    def reply(self, status, body, *fields):
        self.send_response(status)
        for name, value in fields:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_):
        pass


def paper(page):
    """A paper whose requests are answered by `page`. It has a port, and is open until it is told to `shutdown`."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), page)
    server.daemon_threads = True
    server.port = server.server_address[1]
    threading.Thread(target=lambda: step_back() or server.serve_forever(), daemon=True).start()
    return server


def step_back():
    """The thread, and those that it starts, leave the processor to what is measured. (On Linux it is the thread's alone.)"""
    os.nice(10)


def write_toml(folder, port, origin, feeds, server="", fetch="", more=""):
    """A feeds.toml over a paper at the port `origin`; `feeds` are tables as text, the others are lines of theirs."""
    with open(f"{folder}/feeds.toml", "w") as file:
        file.write(f'''
[server]
listen = "127.0.0.1:{port}"
public-url = "http://127.0.0.1:{port}"
{server}
[fetch]
user-agent = "byline-bench (+http://127.0.0.1:{port}/about)"
min-interval = "1ms"
{fetch}
[publishers.paper]
name = "The Paper"
url = "http://127.0.0.1:{origin}/"
language = "en"
timezone = "Europe/London"
[publishers.paper.rights]
holder = "The Paper"
{feeds}
{more}
''')


def serve(folder, environment=(), program=f"{TARGET}/byline"):
    """byline over the feeds.toml in `folder`; its log lies there too."""
    with open(f"{folder}/log", "ab") as log:
        return subprocess.Popen([program, "serve"], cwd=folder, env=os.environ | dict(environment),
                                stdout=subprocess.DEVNULL, stderr=log)


def until(process, port, path, patience=1800):
    """Seconds until `path` answers 200."""
    began = time.monotonic()
    while True:
        try:
            if get(port, path)[0] == 200:
                return time.monotonic() - began
        except OSError:
            pass
        if process.poll() is not None or time.monotonic() - began > patience:
            sys.exit(f"byline does not answer {path}")
        time.sleep(0.002)


def drive(port, path, headers, seconds):
    """wrk over `CONNECTIONS`: requests, requests per second, and p99 in milliseconds."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", f"http://127.0.0.1:{port}{path}"]
    for header in headers:
        command += ["-H", header]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    requests = int(re.search(r"(\d+) requests in", said)[1])
    per_second = float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1])
    p99 = re.search(r"99%\s+([\d.]+)(us|ms|s)", said)
    p99_ms = float(p99[1]) * {"us": 0.001, "ms": 1, "s": 1000}[p99[2]]
    return requests, per_second, p99_ms


def stop(process):
    if process and process.poll() is None:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=60)


def family(pid):
    """The process and its children."""
    pids = [pid]
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{task}/children") as children:
                for child in children.read().split():
                    pids += family(int(child))
        except FileNotFoundError:
            continue  # It has ended meanwhile.
    return pids


def cpu_seconds(pid):
    ticks = 0
    for one in family(pid):
        try:
            with open(f"/proc/{one}/stat") as stat:
                fields = stat.read().rsplit(")", 1)[1].split()
        except FileNotFoundError:
            continue  # It has ended meanwhile.
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def kib(pid, what):
    """`VmRSS` and the like, of the process and its children; `Pss` counts pages shared with others by their share."""
    total = 0
    for one in family(pid):
        with open(f"/proc/{one}/" + ("smaps_rollup" if what == "Pss" else "status")) as table:
            total += int(re.search(rf"^{what}:\s+(\d+)", table.read(), re.M)[1])
    return total
