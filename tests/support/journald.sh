# journald with the configuration in "$1", in a namespace of its own, and the rest as a service that writes into it.
# When this is ended: what the journal has is in "$1/journal", which files it has made on disks in "$1/kept".
set -eu
folder=$1
shift
for place in /run /var/log /etc/systemd; do mount -t tmpfs tmpfs "$place"; done
cp "$folder/journald@jianfu.conf" /etc/systemd/
mkdir -p /run/systemd/journal /run/systemd/journal.jianfu /run/log/journal /var/log/journal
ln -s ../journal.jianfu/stdout /run/systemd/journal/stdout # systemd-cat knows no other place
/lib/systemd/systemd-journald jianfu &
journald=$!
while [ ! -S /run/systemd/journal.jianfu/stdout ]; do sleep 0.05; done
systemd-cat --identifier=jianfu "$@" &
service=$!
trap 'kill "$service" || true' TERM
wait "$service" || wait "$service" || true # the first is cut short by the signal
for place in /run/log/journal/* /var/log/journal/*; do
  [ ! -d "$place" ] || journalctl --directory="$place" --output=cat
done >"$folder/journal" 2>&1
find /var/log -type f >"$folder/kept"
kill "$journald"
