"""A push goes to a named host on the public internet, and to nothing of ours, however it is written."""

import socket
import threading
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from security.endpoints import BadEndpoint, Endpoint, Endpoints, NoAnswer, SystemResolver, is_public

GOOD = "https://updates.push.example.org/wpush/v2/gAAAA?x=1"
PUBLIC_4, PUBLIC_6 = "93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946"
NOT_PUBLIC = [
    "0.0.0.0",  # noqa: S104 - to be refused, not to listen on
    *("10.0.0.1", "100.64.0.1", "100.100.100.200", "127.0.0.1", "127.255.255.254", "169.254.169.254"),
    *("172.16.0.1", "172.31.255.255", "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.1.1", "198.18.0.1"),
    *("198.51.100.1", "203.0.113.1", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255", "168.63.129.16"),
    *("::", "::1", "::ffff:127.0.0.1", "::ffff:93.184.216.34", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1"),
    *("100::1", "2001::1", "2001:db8::1", "2002:7f00:1::", "2002:5db8:d822::", "3fff::1", "5f00::1", "fc00::1"),
    *("fd00:ec2::254", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1", "2606:4700::1%lo", "2620:4f:8000::1"),
    *("127.1", "0177.0.0.1", "0x7f.1", "2130706433", "localhost", "", "1.2.3", "1.2.3.4.5", "93.184.216.34 "),
]
"""Numbers that are not of the public internet, or are no numbers."""

HOSTS = st.from_regex(r"\A[a-z][a-z0-9]{0,10}\.[a-z]{2,6}\Z")
ADDRESSES = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6), st.sampled_from(NOT_PUBLIC[:40])).map(str)


def nobody(host):
    raise AssertionError(f"{host} was looked up")


def always(*addresses):
    return Endpoints(lambda _: list(addresses))


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_an_address_that_is_not_public_is_known(address):
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC_4, PUBLIC_6, "1.1.1.1", "223.5.5.5", "2400:3200::1", "34.107.243.93"])
def test_an_address_that_is_public_is_known(address):
    assert is_public(address)


@given(st.ip_addresses(v=4))
def test_of_ipv4_nothing_passes_that_the_standard_library_would_keep_back(address):
    if is_public(str(address)):
        assert address.is_global
        assert not any((address.is_multicast, address.is_reserved, address.is_private, address.is_unspecified))


@given(st.ip_addresses(v=6))
def test_of_ipv6_nothing_passes_that_the_standard_library_would_keep_back(address):
    if is_public(str(address)):
        assert address.is_global
        assert address in ip_network("2000::/3")
        assert address.ipv4_mapped is None
        assert address.sixtofour is None
        assert address.teredo is None


@given(st.ip_addresses(v=4), st.integers(0, 2**16 - 1))
def test_no_ipv6_address_carries_one_of_ipv4(address, more):
    number = int(address)
    carried = [
        *((0xFFFF << 32) + number, number, (0xFFFF << 48) + number),  # mapped, compatible, translated
        (0x64FF9B << 96) + number,
        (0x64FF9B0001 << 80) + number,
        (0x2002 << 112) + (number << 80) + more,
        (0x20010000 << 96) + (number << 64) + more,
        (0x20010000 << 96) + (number ^ 0xFFFFFFFF),
    ]
    assert [str(IPv6Address(one)) for one in carried if is_public(str(IPv6Address(one)))] == []


@given(st.sampled_from([one for one in NOT_PUBLIC if one.count(".") == 3 and one[0] != ":"][:21]))
def test_no_other_way_to_write_a_number_is_a_host(address):
    try:
        number = int(IPv4Address(address))
    except ValueError:
        return
    a, b, c, d = number.to_bytes(4, "big")
    ways = [
        *(f"{number}", f"0x{number:x}", f"0{number:o}", f"{a}.{(b << 16) + (c << 8) + d}", f"{a}.{b}.{(c << 8) + d}"),
        *(f"0x{a:x}.{b}.{c}.{d}", f"0{a:o}.{b}.{c}.{d}", f"{address}.", f"[::ffff:{address}]", f"[::ffff:{number:x}]"),
    ]
    for host in (address, *ways):
        with pytest.raises(BadEndpoint):
            Endpoints(nobody).read(f"https://{host}/p")


@pytest.mark.parametrize(
    "url",
    [
        *("", "x", "https://", "https:///p", "//push.example.org/p", "push.example.org/p", "https:push.example.org/p"),
        *("http://push.example.org/p", "ftp://push.example.org/p", "javascript:alert(1)", "file:///etc/passwd"),
        *("https://push.example.org", "https://push.example.org:8443/p", "https://push.example.org:80/p"),
        *("https://push.example.org:0/p", "https://push.example.org:/p", "https://push.example.org:99999/p"),
        *("https://user@push.example.org/p", "https://user:word@push.example.org/p", "https://push.example.org/p#x"),
        *("https://127.0.0.1\\@push.example.org/p", "https://push.example.org\\p", "https://push.example.org/a b"),
        *("https://push.example.org/\r\nHost: x", "https://push.example.org/\n", "https://push.example.org/\0"),
        *("https://[::1]/p", "https://[fe80::1%25eth0]/p", "https://[2606:2800::1]/p", f"https://{PUBLIC_4}/p"),
        *("https://localhost/p", "https://a.localhost/p", "https://printer.local/p", "https://metadata/p"),
        *("https://metadata.google.internal/computeMetadata/v1/", "https://x.onion/p", "https://x.test/p"),
        *("https://x.invalid/p", "https://1.0.0.127.in-addr.arpa/p", "https://push.example/p", "https://x.alt/p"),
        *("https://push.example.org./p", "https://.example.org/p", "https://push..org/p", "https://-a.org/p"),
        *("https://push.exam_ple.org/p", "https://推送.org/p", "https://push.example.123/p", "https://a.0x7f/p"),
        *("https://push.example.or\u212a/p", "https://push.example.org/\u4e2d", f"https://{'a' * 64}.org/p"),
        f"https://{'a.' * 130}org/p",
    ],
)
def test_what_is_no_address_of_a_push_service_is_refused_without_a_look_up_and_is_not_repeated(url):
    with pytest.raises(BadEndpoint) as refused:
        Endpoints(nobody).read(url)
    assert not url or url not in str(refused.value)


@given(st.text(max_size=60) | st.text(max_size=30).map(lambda text: f"https://push.example.org/{text}"))
def test_any_text_is_an_endpoint_or_none(text):
    try:
        endpoint = Endpoints(nobody).read(text)
    except BadEndpoint:
        return
    assert endpoint.scheme == "https"
    assert endpoint.port == 443
    assert f"{endpoint.origin}{endpoint.target}".isascii()
    assert not any(character.isspace() for character in endpoint.target)


def test_a_good_endpoint_is_taken_apart():
    endpoint = always(PUBLIC_4).read("HTTPS://Updates.Push.Example.ORG:443/wpush/v2/gAAAA?x=1")
    assert endpoint == Endpoint("https", "updates.push.example.org", 443, "/wpush/v2/gAAAA?x=1")
    assert endpoint.origin == "https://updates.push.example.org"


@given(HOSTS, st.lists(ADDRESSES, max_size=4))
def test_a_name_is_as_good_as_the_worst_of_its_addresses(host, addresses):
    endpoints = always(*addresses)
    endpoint = Endpoint("https", host, 443, "/p")
    if addresses and all(map(is_public, addresses)):
        assert endpoints.addresses(endpoint) == addresses
    else:
        with pytest.raises(BadEndpoint):
            endpoints.addresses(endpoint)


def test_a_name_that_cannot_be_looked_up_now_is_neither_good_nor_bad():
    def away(_):
        raise NoAnswer

    endpoints = Endpoints(away)
    with pytest.raises(NoAnswer):
        endpoints.addresses(endpoints.read(GOOD))


def test_only_the_stand_in_that_is_named_may_be_on_this_machine():
    endpoints = Endpoints(nobody, "http://127.0.0.1:5712")
    endpoint = endpoints.read("http://127.0.0.1:5712/wpush/x")
    assert endpoints.addresses(endpoint) == ["127.0.0.1"]
    for other in (
        "http://127.0.0.1:5713/x",
        "https://127.0.0.1:5712/x",
        "http://127.0.0.1/x",
        "http://127.0.0.2:5712/x",
    ):
        with pytest.raises(BadEndpoint):
            endpoints.read(other)


def answering(monkeypatch, answer):
    def getaddrinfo(host, port, **_):
        assert host == "push.example.org."
        if isinstance(answer, Exception):
            raise answer
        return [(family, socket.SOCK_STREAM, 6, "", (address, port)) for family, address in answer]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    return SystemResolver()


def test_the_resolver_of_this_machine_gives_each_address_once(monkeypatch):
    found = [(socket.AF_INET6, PUBLIC_6), (socket.AF_INET, PUBLIC_4), (socket.AF_INET, PUBLIC_4)]
    assert answering(monkeypatch, found)("push.example.org") == [PUBLIC_6, PUBLIC_4]


def test_a_host_that_does_not_exist_has_no_addresses(monkeypatch):
    assert answering(monkeypatch, socket.gaierror(socket.EAI_NONAME, "no"))("push.example.org") == []


@pytest.mark.parametrize("error", [socket.gaierror(socket.EAI_AGAIN, "later"), OSError(), UnicodeError()])
def test_a_resolver_that_is_away_gives_no_answer(monkeypatch, error):
    with pytest.raises(NoAnswer):
        answering(monkeypatch, error)("push.example.org")


def test_a_resolver_that_takes_too_long_is_not_waited_for(monkeypatch):
    answered = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answered.wait(30) and [])
    resolver = SystemResolver(patience_s=0.01)
    try:
        with pytest.raises(NoAnswer):
            resolver("push.example.org")
    finally:
        answered.set()
