"""Harmonisation items: their list, their page, and what may be done with them."""

from django.urls import reverse

LIST = reverse("legislation:item-list")


def text(client, url, **asked):
    return client.get(url, asked).content.decode()


def test_the_list_and_the_page_show_the_item(browse, coordinator, item):
    client = browse(coordinator)
    assert item.title in text(client, LIST)
    assert "§ 4" in text(client, item.get_absolute_url())
