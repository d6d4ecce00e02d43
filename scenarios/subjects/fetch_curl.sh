#!/bin/sh
# Asks for the front page of each domain on stdin with curl, and knows nothing of Tidemark: in an
# isolated network that is enough. One line each: the domain, the HTTP status (000: none) and, where
# there is none, curl's own words.
while read -r domain; do
  # --disable: no ~/.curlrc. The transfer's failure is the answer, not ours.
  curl --disable --silent --output /dev/null --max-time 3 --write-out "$domain %{http_code} %{errormsg}\n" \
    "https://$domain/" </dev/null || :
done
