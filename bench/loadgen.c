/*
 * The load generator: many WebSocket connections from one thread, cheap enough not to be what is
 * measured. It knows no dialect: the driver gives it rules (what a text frame begins with, what to do
 * then), it compares beginnings and counts. JSON is never parsed.
 *
 *   loadgen PORT   commands on stdin, one a line; for each one line of JSON on stdout
 *
 *   rule KIND PREFIX TEXT    tab-separated. KIND: open (TEXT is sent after the upgrade), reply (TEXT is
 *                            the answer), ready (the subscription stands), deliver, ok, error. A PREFIX
 *                            that begins with * is looked for anywhere in the frame
 *   connect WIDTH FILE       a connection per line "path TAB topic" of FILE, or "path TAB topic TAB who", WIDTH
 *                            at a time; a path "!TOKEN" asks POST /ticket with that bearer token, then goes to
 *                            /sock with it; a word after the path is the WebSocket subprotocol
 *   publish BURST GAP MS TEXT  connection 0 sends BURST frames in one write; when all copies came back
 *                            it waits GAP ms and does it again, for MS ms
 *   stored DEPTH MS TEXT     every connection keeps DEPTH frames unanswered, for MS ms
 *   pace RATE MS TEXT        connection 0 sends RATE frames a second, whatever comes back, for MS ms
 *   listen MS [COPIES]       takes the latency of what others publish, for MS ms; with COPIES one sample for each
 *                            "@T" that came that often, at its last copy ("open" counts those that lack some)
 *   enough MS                ends the listening in MS ms; has no answer of its own
 *   drop                     cuts all connections
 *   storm MS                 all that were cut come back: first after 250 to 750 ms, as the SDK, and again
 *                            when it failed, until all are ready; samples are times from the command to ready
 *
 * In TEXT: %s the connection's topic, %A who it is, %T the time (19 digits, ns), %C the connection, %I a request id.
 * A marker "@T" with those digits in a delivered frame gives the latency, on every tenth connection. Each
 * marker "@M" in a ready or delivered frame is counted.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { MAX_RULES = 16, TIMES = 1 << 16, MAX_DEPTH = 64, MAX_FRAME = 8 << 20, LINE = 8192, PER_ADDRESS = 5000 };
enum kind { OPEN, REPLY, READY, DELIVER, OK, ERROR, KINDS };
static const char *KIND_NAMES[] = {"open", "reply", "ready", "deliver", "ok", "error"};
enum state { CONNECTING, ASKING, UPGRADING, OPENED, JOINED, CLOSED };
enum mode { IDLE, CONNECT, PUBLISH, STORED, DRAIN, PACE, LISTEN, STORM };

struct rule { enum kind kind; int anywhere; char prefix[256]; size_t length; char text[512]; };
struct conn {
  int fd; enum state state; uint32_t index;
  char *path, *topic, *who;
  uint8_t *in, *out; size_t in_len, in_cap, out_len, out_cap;
  uint32_t next_id; uint64_t *sent, due;
};

static struct rule rules[MAX_RULES];
static int rule_count, epoll_fd, port;
static struct conn **conns;
static uint32_t conn_count, conn_started, joined, failed, dropped, width;
static enum mode mode;
static char template_text[LINE];
static uint32_t burst, depth, retries;
static uint64_t gap_ns, deadline, started, next_at, burst_at, seq, marks;
static uint64_t delivered, delivered_bytes, sent_messages, bursts, awaited, expected, answered, errors;
static char first_error[256];
static uint32_t *samples; static size_t sample_count, sample_cap;
static uint8_t chunk[1 << 18];
/* What is awaited by its time: copies that came so far. */
static struct { uint64_t at; uint32_t count; } times[TIMES];
static uint32_t copies, open_times;

static uint64_t now_ns(void) {
  struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t);
  return (uint64_t)t.tv_sec * 1000000000ull + (uint64_t)t.tv_nsec;
}
static void die(const char *why) { perror(why); exit(1); }
static void *need(void *p) { if (!p) die("memory"); return p; }

static void grow(uint8_t **p, size_t *cap, size_t want) {
  if (want <= *cap) return;
  size_t n = *cap ? *cap : 256;
  while (n < want) n *= 2;
  *p = need(realloc(*p, n)); *cap = n;
}
static void sample(uint64_t ns) {
  if (sample_count == sample_cap) {
    sample_cap = sample_cap ? sample_cap * 2 : 65536;
    samples = need(realloc(samples, sample_cap * sizeof *samples));
  }
  samples[sample_count++] = ns / 1000 > UINT32_MAX ? UINT32_MAX : (uint32_t)(ns / 1000);
}

static void watch(struct conn *c, uint32_t events, int op) {
  struct epoll_event e = {.events = events, .data.ptr = c};
  if (epoll_ctl(epoll_fd, op, c->fd, &e) < 0) die("epoll_ctl");
}
/* When a client of the SDK would try again. */
static uint64_t soon(void) { return now_ns() + 250000000ull + (uint64_t)(rand() % 500000) * 1000ull; }
static void drop(struct conn *c) {
  if (c->state == CLOSED) return;
  if (mode == STORM) { if (c->state == JOINED) joined--; retries++; c->due = soon(); }
  else if (c->state == JOINED) { joined--; dropped++; } else failed++;
  close(c->fd); c->state = CLOSED; c->in_len = c->out_len = 0;
}
static void flush(struct conn *c) {
  if (!c->out_len || c->state == CLOSED) return;
  ssize_t n = send(c->fd, c->out, c->out_len, MSG_NOSIGNAL);
  if (n < 0 && errno != EAGAIN) { drop(c); return; }
  if (n < 0) n = 0;
  c->out_len -= (size_t)n;
  if (c->out_len) memmove(c->out, c->out + n, c->out_len);
  if (c->out_len || n == 0) watch(c, EPOLLIN | (c->out_len ? EPOLLOUT : 0), EPOLL_CTL_MOD);
}
/* Queues one masked text frame. The mask is zero: the server unmasks all the same. */
static void queue_text(struct conn *c, const char *text, uint64_t at, uint32_t id) {
  char body[LINE]; size_t n = 0;
  for (const char *p = text; *p && n < sizeof body - 1024; p++) {
    if (*p != '%') { body[n++] = *p; continue; }
    switch (*++p) {
      case 's': n += (size_t)snprintf(body + n, 256, "%s", c->topic); break;
      case 'A': n += (size_t)snprintf(body + n, 1024, "%.1000s", c->who); break;
      case 'T': n += (size_t)snprintf(body + n, 256, "%019llu", (unsigned long long)at); break;
      case 'C': n += (size_t)snprintf(body + n, 256, "%u", c->index); break;
      case 'I': n += (size_t)snprintf(body + n, 256, "%u", id); break;
      case 0: p--; break;
      default: body[n++] = *p;
    }
  }
  grow(&c->out, &c->out_cap, c->out_len + n + 8);
  uint8_t *o = c->out + c->out_len;
  *o++ = 0x81;
  if (n < 126) *o++ = (uint8_t)(0x80 | n);
  else { *o++ = 0x80 | 126; *o++ = (uint8_t)(n >> 8); *o++ = (uint8_t)n; }
  memset(o, 0, 4); memcpy(o + 4, body, n);
  c->out_len = (size_t)(o + 4 + n - c->out);
}
static void put_stored(struct conn *c, uint32_t slot) {
  uint64_t t = now_ns();
  c->sent[slot] = t; sent_messages++;
  queue_text(c, template_text, t, ++c->next_id * depth + slot);
}

static void count_marks(const uint8_t *data, size_t len) {
  const uint8_t *end = data + len;
  while ((data = memmem(data, (size_t)(end - data), "@M", 2))) { marks++; data += 2; }
}
static void copy_of(uint64_t at) {
  uint32_t i = (uint32_t)((at * 0x9E3779B97F4A7C15ull) >> 48);
  while (times[i].at && times[i].at != at) i = (i + 1) % TIMES;
  if (!times[i].at) { times[i].at = at; times[i].count = 0; open_times++; }
  if (++times[i].count == copies) { sample(now_ns() - at); open_times--; }
}
static void delivery(struct conn *c, const uint8_t *data, size_t len) {
  delivered++; delivered_bytes += len;
  if (awaited) awaited--;
  if (mode == STORM) count_marks(data, len);
  if ((!copies && c->index % 10) || (mode != PUBLISH && mode != LISTEN)) return;
  const uint8_t *mark = memmem(data, len, "@T", 2);
  if (mark && mark + 21 <= data + len) {
    uint64_t t = 0;
    for (int i = 2; i < 21; i++) t = t * 10 + (uint64_t)(mark[i] - '0');
    if (copies) copy_of(t); else sample(now_ns() - t);
  }
}
static void acknowledged(struct conn *c, const uint8_t *data, size_t len) {
  if (mode != STORED && mode != DRAIN) return;
  const uint8_t *p = memmem(data, len < 64 ? len : 64, "\"id\":", 5);
  if (!p) return;
  uint32_t id = (uint32_t)strtoul((const char *)p + 5, NULL, 10);
  if (id < depth) return;
  sample(now_ns() - c->sent[id % depth]);
  answered++; if (awaited) awaited--;
  if (mode == STORED && now_ns() < deadline) { awaited++; put_stored(c, id % depth); }
}
static void on_text(struct conn *c, const uint8_t *data, size_t len) {
  for (int i = 0; i < rule_count; i++) {
    struct rule *r = &rules[i];
    if (r->kind == OPEN || len < r->length) continue;
    if (r->anywhere ? !memmem(data, len, r->prefix, r->length) : memcmp(data, r->prefix, r->length)) continue;
    switch (r->kind) {
      case REPLY: queue_text(c, r->text, now_ns(), 0); break;
      case READY:
        if (mode == STORM) { count_marks(data, len); sample(now_ns() - started); }
        if (c->state == OPENED) { c->state = JOINED; joined++; }
        break;
      case DELIVER: delivery(c, data, len); break;
      case OK: acknowledged(c, data, len); break;
      default:
        if (!errors++) snprintf(first_error, sizeof first_error, "%.*s", (int)len, (const char *)data);
        acknowledged(c, data, len);
    }
    return;
  }
}
/* Takes whole frames off the front of the bytes; answers how many bytes they were. */
static size_t frames(struct conn *c, uint8_t *p, size_t len) {
  size_t used = 0;
  while (len - used >= 2 && c->state != CLOSED) {
    uint8_t *f = p + used; size_t head = 2, n = f[1] & 127;
    if (n == 126) { head = 4; if (len - used < 4) break; n = (size_t)f[2] << 8 | f[3]; }
    else if (n == 127) {
      head = 10; if (len - used < 10) break;
      n = 0; for (int i = 2; i < 10; i++) n = n << 8 | f[i];
      if (n > MAX_FRAME) { drop(c); break; }
    }
    if (len - used < head + n) break;
    int opcode = f[0] & 15;
    if (opcode == 1) on_text(c, f + head, n);
    else if (opcode == 8) { drop(c); break; }
    else if (opcode == 9 && n < 126) { /* ping: the same bytes back, as a masked pong */
      grow(&c->out, &c->out_cap, c->out_len + n + 6);
      uint8_t *o = c->out + c->out_len;
      o[0] = 0x8A; o[1] = (uint8_t)(0x80 | n); memset(o + 2, 0, 4); memcpy(o + 6, f + head, n);
      c->out_len += n + 6;
    }
    used += head + n;
  }
  return used;
}
static void upgrade(struct conn *c, const char *path) {
  char head[4096];
  const char *word = strchr(path, ' ');
  int n = snprintf(head, sizeof head,
    "GET %.*s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s%s%s\r\n",
    (int)(word ? word - path : (long)strlen(path)), path, port,
    word ? "Sec-WebSocket-Protocol: " : "", word ? word + 1 : "", word ? "\r\n" : "");
  if (send(c->fd, head, (size_t)n, MSG_NOSIGNAL) != n) { drop(c); return; }
  c->state = UPGRADING;
}
static void ask_ticket(struct conn *c) {
  char head[4096];
  int n = snprintf(head, sizeof head, "POST /ticket HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n"
    "Authorization: Bearer %s\r\nContent-Length: 0\r\n\r\n", port, c->path + 1);
  if (send(c->fd, head, (size_t)n, MSG_NOSIGNAL) != n) { drop(c); return; }
  c->state = ASKING;
}
static void refused(struct conn *c, const uint8_t *p, size_t len) {
  if (mode != STORM) errors++;
  if (!first_error[0]) snprintf(first_error, sizeof first_error, "%.*s", (int)(len < 200 ? len : 200), (const char *)p);
  drop(c);
}
/* The ticket's answer, a small body in one piece, is taken whole; the same connection is then upgraded. */
static size_t ticket_answer(struct conn *c, const uint8_t *p, size_t len) {
  static const char KEY[] = "\"ticket\":\"";
  if (len < 12 || !memmem(p, len, "\r\n\r\n", 4) || p[len - 1] != '}') return 0;
  const char *from = memmem(p, len, KEY, sizeof KEY - 1), *to;
  if (memcmp(p + 9, "200", 3) || !from) { refused(c, p, len); return len; }
  from += sizeof KEY - 1; to = memchr(from, '"', (size_t)((const char *)p + len - from));
  if (!to) return 0;
  char path[1024]; snprintf(path, sizeof path, "/sock?ticket=%.*s", (int)(to - from), from);
  upgrade(c, path);
  return len;
}
static void readable(struct conn *c) {
  ssize_t got;
  uint8_t *p = chunk; size_t len;
  if (c->in_len) {
    grow(&c->in, &c->in_cap, c->in_len + 65536);
    got = recv(c->fd, c->in + c->in_len, c->in_cap - c->in_len, 0);
    p = c->in; len = c->in_len + (size_t)(got > 0 ? got : 0);
  } else { got = recv(c->fd, chunk, sizeof chunk, 0); len = (size_t)(got > 0 ? got : 0); }
  if (got == 0 || (got < 0 && errno != EAGAIN)) { drop(c); return; }
  if (got < 0) return;
  size_t used = 0;
  if (c->state == ASKING) used = ticket_answer(c, p, len);
  else if (c->state == UPGRADING) {
    uint8_t *end = memmem(p, len, "\r\n\r\n", 4);
    if (end) {
      if (len < 12 || memcmp(p + 9, "101", 3)) {
        refused(c, p, len); return;
      }
      c->state = OPENED; used = (size_t)(end + 4 - p);
      for (int i = 0; i < rule_count; i++) if (rules[i].kind == OPEN) queue_text(c, rules[i].text, now_ns(), 0);
    }
  }
  if (c->state >= OPENED) used += frames(c, p + used, len - used);
  if (c->state == CLOSED) return;
  size_t rest = len - used;
  if (rest) {
    if (p == chunk) grow(&c->in, &c->in_cap, rest);
    memmove(c->in, p + used, rest);
  } else if (c->in) { free(c->in); c->in = NULL; c->in_cap = 0; }
  c->in_len = rest;
  flush(c);
}
static void start_connection(struct conn *c) {
  c->state = CONNECTING;
  c->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (c->fd < 0) die("socket");
  int one = 1;
  struct linger hard = {1, 0}; /* no TIME_WAIT left behind */
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  setsockopt(c->fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
  struct sockaddr_in from = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001u + c->index / PER_ADDRESS)};
  struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(0x7f000001u)};
  if (bind(c->fd, (struct sockaddr *)&from, sizeof from) < 0) die("bind");
  if (connect(c->fd, (struct sockaddr *)&to, sizeof to) < 0 && errno != EINPROGRESS) die("connect");
  watch(c, EPOLLOUT, EPOLL_CTL_ADD);
}
static void writable(struct conn *c) {
  if (c->state != CONNECTING) { flush(c); return; }
  int err = 0; socklen_t size = sizeof err;
  getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &err, &size);
  if (err) { drop(c); return; }
  if (c->path[0] == '!') ask_ticket(c); else upgrade(c, c->path);
  if (c->state != CLOSED) watch(c, EPOLLIN, EPOLL_CTL_MOD);
}

static int by_value(const void *a, const void *b) {
  uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
  return x < y ? -1 : x > y;
}
static double cpu_seconds(void) {
  struct rusage u; getrusage(RUSAGE_SELF, &u);
  return (double)(u.ru_utime.tv_sec + u.ru_stime.tv_sec) + (double)(u.ru_utime.tv_usec + u.ru_stime.tv_usec) / 1e6;
}
static void report(const char *what, int stalled) {
  static double cpu_before;
  double cpu = cpu_seconds();
  qsort(samples, sample_count, sizeof *samples, by_value);
  #define Q(q) (sample_count ? samples[(size_t)((double)(sample_count - 1) * (q))] : 0)
  for (char *p = first_error; *p; p++) if (*p == '"' || *p == '\\' || *p < ' ') *p = '\'';
  printf("{\"done\":\"%s\",\"stalled\":%s,\"seconds\":%.6f,\"cpu\":%.6f,\"connections\":%u,\"failed\":%u,\"dropped\":%u,"
    "\"sent\":%llu,\"bursts\":%llu,\"deliveries\":%llu,\"frameBytes\":%.1f,\"answered\":%llu,\"errors\":%llu,"
    "\"retries\":%u,\"marks\":%llu,\"firstError\":\"%s\",\"open\":%u,\"samples\":%zu,\"p50\":%u,\"p99\":%u,\"max\":%u}\n",
    what, stalled ? "true" : "false", (double)(now_ns() - started) / 1e9, cpu - cpu_before, joined, failed, dropped,
    (unsigned long long)sent_messages, (unsigned long long)bursts, (unsigned long long)delivered,
    delivered ? (double)delivered_bytes / (double)delivered : 0, (unsigned long long)answered,
    (unsigned long long)errors, retries, (unsigned long long)marks, first_error, open_times, sample_count, Q(0.5), Q(0.99), Q(1));
  fflush(stdout);
  cpu_before = cpu; mode = IDLE;
  delivered = delivered_bytes = sent_messages = bursts = awaited = answered = errors = 0;
  first_error[0] = 0; sample_count = 0; retries = 0; marks = 0; copies = open_times = 0;
}
static void send_paced(void) {
  struct conn *c = conns[0];
  queue_text(c, template_text, now_ns(), (uint32_t)(++seq));
  sent_messages++;
  flush(c);
}
/* Starts what is due; looked for once a millisecond, since it goes through all. */
static void come_back(uint64_t t) {
  if (t < next_at) return;
  next_at = t + 1000000;
  for (uint32_t i = 0; i < conn_count; i++)
    if (conns[i]->state == CLOSED && conns[i]->due <= t) start_connection(conns[i]);
}
static void send_burst(void) {
  struct conn *c = conns[0];
  burst_at = now_ns();
  for (uint32_t i = 0; i < burst; i++) queue_text(c, template_text, burst_at, (uint32_t)(++seq));
  awaited = (uint64_t)burst * expected; sent_messages += burst; bursts++;
  flush(c);
}
/* Moves the running command on; answers how long epoll may sleep, in ms. */
static int advance(void) {
  uint64_t t = now_ns();
  switch (mode) {
    case CONNECT:
      while (conn_started < conn_count && conn_started - joined - dropped - failed < width) start_connection(conns[conn_started++]);
      if (joined + dropped + failed >= conn_count) report("connect", 0);
      else if (t > deadline) report("connect", 1);
      return 50;
    case PUBLISH:
      if (awaited) { if (t > burst_at + 10000000000ull) report("publish", 1); return 50; }
      if (!next_at) next_at = t + gap_ns;
      if (t >= deadline) { report("publish", 0); return 50; }
      if (t >= next_at) { next_at = 0; send_burst(); return 50; }
      return (int)((next_at - t) / 1000000) + 1;
    case STORED: if (t >= deadline) { mode = DRAIN; return advance(); } return 5;
    case DRAIN:
      if (!awaited) report("stored", 0);
      else if (t > deadline + 10000000000ull) report("stored", 1);
      return 5;
    case PACE:
      while (next_at <= t && next_at < deadline) { send_paced(); next_at += gap_ns; }
      if (t >= deadline) { report("pace", 0); return 50; }
      return (int)((next_at < deadline ? next_at - t : deadline - t) / 1000000);
    case LISTEN: if (t >= deadline) report("listen", 0); return 5;
    case STORM:
      if (joined >= conn_count) { report("storm", 0); return 50; }
      if (t >= deadline) { report("storm", 1); return 50; }
      come_back(t); return 1;
    default: return 1000;
  }
}
static void load(const char *file) {
  FILE *f = fopen(file, "r"); if (!f) die(file);
  char line[LINE];
  while (fgets(line, sizeof line, f)) {
    line[strcspn(line, "\n")] = 0;
    char *tab = strchr(line, '\t'); if (!tab) continue;
    *tab = 0;
    char *who = strchr(tab + 1, '\t'); if (who) *who++ = 0;
    conns = need(realloc(conns, (conn_count + 1) * sizeof *conns));
    struct conn *c = need(calloc(1, sizeof *c));
    c->fd = -1; c->index = conn_count; c->path = need(strdup(line)); c->topic = need(strdup(tab + 1));
    c->who = need(strdup(who ? who : ""));
    conns[conn_count++] = c;
  }
  fclose(f);
}
static void command(char *line) {
  unsigned soon_ms = 0;
  if (sscanf(line, "enough %u", &soon_ms) == 1) {
    if (mode == LISTEN) deadline = now_ns() + soon_ms * 1000000ull;
    return;
  }
  started = now_ns();
  unsigned ms = 0, gap = 0; int at = 0; char file[4096];
  if (!strncmp(line, "rule\t", 5)) {
    char *kind = line + 5, *prefix = strchr(kind, '\t'); if (!prefix) die("rule");
    *prefix++ = 0;
    char *text = strchr(prefix, '\t'); if (!text) die("rule");
    *text++ = 0;
    int place = 0; /* the same beginning again takes the place of the first */
    int anywhere = *prefix == '*'; prefix += anywhere;
    while (place < rule_count && strcmp(rules[place].prefix, prefix)) place++;
    if (place == rule_count && rule_count++ == MAX_RULES) die("rules");
    struct rule *r = &rules[place];
    r->kind = OPEN; while (r->kind < KINDS && strcmp(kind, KIND_NAMES[r->kind])) r->kind++;
    if (r->kind == KINDS) die("rule kind");
    r->anywhere = anywhere;
    snprintf(r->prefix, sizeof r->prefix, "%s", prefix); r->length = strlen(r->prefix);
    snprintf(r->text, sizeof r->text, "%s", text);
  } else if (sscanf(line, "connect %u %4095s", &width, file) == 2) {
    load(file); mode = CONNECT; deadline = started + 120000000000ull;
  } else if (sscanf(line, "publish %u %u %u %n", &burst, &gap, &ms, &at) == 3 && at) {
    snprintf(template_text, sizeof template_text, "%s", line + at);
    mode = PUBLISH; gap_ns = gap * 1000000ull; deadline = started + ms * 1000000ull; next_at = started;
    expected = 0;
    for (uint32_t i = 0; i < conn_count; i++)
      expected += conns[i]->state == JOINED && !strcmp(conns[i]->topic, conns[0]->topic);
  } else if (sscanf(line, "stored %u %u %n", &depth, &ms, &at) == 2 && at && depth && depth <= MAX_DEPTH) {
    snprintf(template_text, sizeof template_text, "%s", line + at);
    mode = STORED; deadline = started + ms * 1000000ull;
    for (uint32_t i = 0; i < conn_count; i++) {
      struct conn *c = conns[i]; if (c->state != JOINED) continue;
      if (!c->sent) c->sent = need(calloc(MAX_DEPTH, sizeof *c->sent));
      for (uint32_t s = 0; s < depth; s++) { awaited++; put_stored(c, s); }
      flush(c);
    }
  } else if (sscanf(line, "pace %u %u %n", &burst, &ms, &at) == 2 && at && burst) {
    snprintf(template_text, sizeof template_text, "%s", line + at);
    mode = PACE; gap_ns = 1000000000ull / burst; deadline = started + ms * 1000000ull; next_at = started;
  } else if ((at = sscanf(line, "listen %u %u", &ms, &copies)) >= 1) {
    if (at == 1) copies = 0;
    memset(times, 0, sizeof times);
    delivered = delivered_bytes = 0;
    mode = LISTEN; deadline = started + ms * 1000000ull;
  } else if (!strcmp(line, "drop")) {
    for (uint32_t i = 0; i < conn_count; i++) drop(conns[i]);
    dropped = failed = 0; report("drop", 0);
  } else if (sscanf(line, "storm %u", &ms) == 1) {
    mode = STORM; deadline = started + ms * 1000000ull; next_at = started;
    for (uint32_t i = 0; i < conn_count; i++) if (conns[i]->state == CLOSED) conns[i]->due = soon();
  } else { fprintf(stderr, "loadgen: no such command: %s\n", line); exit(2); }
}
static void on_stdin(void) {
  static char buffer[1 << 16]; static size_t length;
  ssize_t n = read(0, buffer + length, sizeof buffer - length - 1);
  if (n <= 0) exit(0);
  length += (size_t)n; buffer[length] = 0;
  char *line = buffer, *end;
  while ((end = strchr(line, '\n'))) { *end = 0; command(line); line = end + 1; }
  length -= (size_t)(line - buffer); memmove(buffer, line, length);
}
int main(int argc, char **argv) {
  if (argc != 2) { fprintf(stderr, "usage: loadgen PORT\n"); return 2; }
  port = atoi(argv[1]);
  struct rlimit r; getrlimit(RLIMIT_NOFILE, &r); r.rlim_cur = r.rlim_max; setrlimit(RLIMIT_NOFILE, &r);
  epoll_fd = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event e = {.events = EPOLLIN, .data.ptr = NULL}, ready[512];
  if (epoll_fd < 0 || epoll_ctl(epoll_fd, EPOLL_CTL_ADD, 0, &e) < 0) die("epoll");
  for (;;) {
    int n = epoll_wait(epoll_fd, ready, 512, advance());
    if (n < 0 && errno != EINTR) die("epoll_wait");
    for (int i = 0; i < n; i++) {
      struct conn *c = ready[i].data.ptr;
      if (!c) { on_stdin(); continue; }
      if (c->state == CLOSED) continue;
      if (ready[i].events & EPOLLOUT) writable(c);
      if (c->state != CLOSED && ready[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR) && c->state != CONNECTING) readable(c);
    }
  }
}
