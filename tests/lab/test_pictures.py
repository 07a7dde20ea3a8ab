"""Pictures: each says in words what it shows, is well-formed, and works in either theme."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest

from hvutils.errors import AnswerError
from hvutils.lab import draw
from hvutils.lab.pictures import PICTURES

_SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_says_in_words_what_it_shows(name):
    picture = draw(name)
    svg = ElementTree.fromstring(picture.svg())
    assert svg.attrib["role"] == "img"
    label = svg.attrib["aria-label"]
    assert label.startswith(picture.title)
    for line in picture.words:
        assert line in label
        assert line in picture.text()


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_keeps_to_its_paper(name):
    picture = draw(name)
    for shape in ElementTree.fromstring(picture.svg()).iter(f"{_SVG}rect"):
        right = int(shape.get("x", 0)) + int(shape.attrib["width"])
        bottom = int(shape.get("y", 0)) + int(shape.attrib["height"])
        assert right <= picture.width
        assert bottom <= picture.height


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_has_a_source_and_no_address_of_the_net(name):
    picture = draw(name)
    assert picture.source
    bundle = picture._repr_mimebundle_()
    assert "prefers-color-scheme:dark" in bundle["text/html"]
    assert "src=" not in bundle["text/html"]
    assert bundle["text/plain"] == picture.text()


@pytest.mark.parametrize("name", ["nothing", None, ["stacks"]])
def test_a_picture_that_there_is_not(name):
    with pytest.raises(AnswerError, match="there are: stacks"):
        draw(name)
