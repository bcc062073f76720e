/*
 * The kernel's floor: a server that does nothing but what no server can leave out. It accepts, answers
 * the upgrade (without the key's digest: the load generator does not look), and hands each published
 * payload to every connection of its topic with one write(2). Messages that came in one read leave in
 * one write. Prints "listening PORT".
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_TOPICS = 1024, MAX_FDS = 65536 };
struct topic { char name[64]; int *fds; size_t count, cap; };
static struct topic topics[MAX_TOPICS];
static size_t topic_count;
static uint8_t upgraded[MAX_FDS];
static uint8_t in[1 << 16], out[1 << 16];

static struct topic *topic_of(const char *name, size_t len) {
  for (size_t i = 0; i < topic_count; i++)
    if (strlen(topics[i].name) == len && !memcmp(topics[i].name, name, len)) return &topics[i];
  if (topic_count == MAX_TOPICS || len >= sizeof topics[0].name) exit(3);
  memcpy(topics[topic_count].name, name, len);
  return &topics[topic_count++];
}
static size_t frame(uint8_t *to, const char *text, size_t len) {
  to[0] = 0x81; to[1] = (uint8_t)len; memcpy(to + 2, text, len);
  return len + 2;
}
static void send_all(int fd, const void *bytes, size_t len) {
  /* The generator reads at once; a full buffer would be a fault of the measurement. */
  if (send(fd, bytes, len, MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)len) exit(4);
}
static void serve(int fd, size_t got) {
  if (!upgraded[fd]) {
    static const char yes[] = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n";
    upgraded[fd] = 1;
    send_all(fd, yes, sizeof yes - 1);
    return;
  }
  size_t used = 0, joined = 0;
  struct topic *to = NULL;
  while (got - used > 6) {
    uint8_t *f = in + used;
    size_t head = 2, n = f[1] & 127;
    if (n == 126) { head = 4; n = (size_t)f[2] << 8 | f[3]; }
    char *body = (char *)f + head + 4;
    uint8_t *mask = f + head;
    for (size_t i = 0; i < n; i++) body[i] ^= (char)mask[i & 3];
    used += head + 4 + n;
    char *name = memmem(body, n, "\":\"", 3) + 3;
    char *end = memchr(name, '"', n);
    struct topic *t = topic_of(name, (size_t)(end - name));
    if (!memcmp(body, "{\"subscribe\"", 12)) {
      if (t->count == t->cap) t->fds = realloc(t->fds, (t->cap = t->cap ? t->cap * 2 : 64) * sizeof *t->fds);
      t->fds[t->count++] = fd;
      uint8_t answer[32];
      send_all(fd, answer, frame(answer, "{\"subscribed\":1}", 16));
    } else {
      char *payload = memmem(body, n, "\"payload\":", 10) + 10;
      to = t;
      joined += frame(out + joined, payload, (size_t)(body + n - 1 - payload));
    }
  }
  for (size_t i = 0; to && i < to->count; i++) send_all(to->fds[i], out, joined);
}
int main(void) {
  struct rlimit r; getrlimit(RLIMIT_NOFILE, &r); r.rlim_cur = r.rlim_max; setrlimit(RLIMIT_NOFILE, &r);
  int listener = socket(AF_INET, SOCK_STREAM, 0), poll = epoll_create1(0), one = 1;
  struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(0x7f000001u)};
  socklen_t size = sizeof a;
  if (bind(listener, (struct sockaddr *)&a, sizeof a) || listen(listener, 4096)) return 1;
  getsockname(listener, (struct sockaddr *)&a, &size);
  struct epoll_event e = {.events = EPOLLIN, .data.fd = listener}, ready[256];
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &e);
  printf("listening %d\n", ntohs(a.sin_port));
  fflush(stdout);
  for (;;) {
    int n = epoll_wait(poll, ready, 256, -1);
    for (int i = 0; i < n; i++) {
      int fd = ready[i].data.fd;
      if (fd == listener) {
        int c = accept(listener, NULL, NULL);
        if (c < 0 || c >= MAX_FDS) return 2;
        setsockopt(c, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        e.events = EPOLLIN; e.data.fd = c;
        epoll_ctl(poll, EPOLL_CTL_ADD, c, &e);
        continue;
      }
      ssize_t got = recv(fd, in, sizeof in, MSG_DONTWAIT);
      if (got > 0) serve(fd, (size_t)got);
      else if (got == 0) { epoll_ctl(poll, EPOLL_CTL_DEL, fd, NULL); close(fd); }
    }
  }
}
