#!/bin/busybox sh
# One HTTP answer for SANDBOX_MODE=unhealthy, run by nc with the connection as stdin and stdout. The request is read first:
# closing a connection with unread input resets it, and the client might lose the answer.
while read -r line; do
  case $line in ''|"$(printf '\r')") break ;; esac
done
printf 'HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nContent-Length: 12\r\nConnection: close\r\n\r\nunavailable\n'
