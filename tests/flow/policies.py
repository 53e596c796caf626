"""Change a rule for a while, or all to a region's, as administrators do: one
proposes it, another approves it."""
import re

from steps import person, press


def propose(path, **fields):
    """A proposal's page, by whoever is business administrator first."""
    b = person("business")
    b.get(path)
    page = press(b, path, dict({"reason": "试验各地规定"}, **fields))
    assert re.search(r"/admin/policy-request/[0-9a-z]{26}$", page.url), \
        (page.status, page.plain[:600])
    return page


def approve(path, login="business2"):
    b = person(login)
    b.get(path)
    return press(b, path + "/approve")


def path_of(page):
    return re.search(r"/admin/policy-request/[0-9a-z]{26}",
                     page.url).group(0)


class Policy:
    """with Policy("P-23", value): set by two administrators, put back."""

    def __init__(self, rule, value):
        self.rule, self.value = rule, value

    def set(self, value):
        path = f"/admin/policy/{self.rule}"
        page = person("business").get(path)
        was = page.form(path)["fields"]["value"]
        page = approve(path_of(propose(path, value=value)))
        assert page.status == 200 and "已生效" in page.plain, \
            page.plain[:400]
        return was

    def __enter__(self):
        self.was = self.set(self.value)

    def __exit__(self, *_):
        self.set(self.was)


def adopt(name):
    """Take a region's profile on as a whole."""
    b = person("business")
    path = "/admin/profile/" + name
    page = b.get(path)
    assert page.status == 200, page.plain[:300]
    page = press(b, path, {"reason": "按本地规定"})
    assert page.status == 200 and page.url == "/admin/policies", (
        page.url, page.plain[:500])


def adopt(name):
    """Take a region's profile on as a whole; the page of its approval."""
    page = approve(path_of(propose(f"/admin/profile/{name}/apply")))
    assert page.status == 200 and "已生效" in page.plain, page.plain[:500]
    return page
