"""The code keeps the rules of the house: arrows point down, rows are written in actions, words have one place."""

import ast

import pytest

from governance.kernel.upkeep.house.rules import RULES, faults


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_code_keeps_the_rule(tree, rule):
    found = faults(rule, tree)
    assert not found, "\n".join(map(str, found))


def test_the_code_is_read(tree):
    assert set(tree.apps) == {"governance", "projects", "disputes", "funds"}
    assert len(tree.code) > 400
    assert len(tree.all_code) > 500
    assert len(tree.templates) > 50


def test_imports_are_found_without_parsing_the_rest(tree):
    """The quick search and the parser agree on every module."""
    for module in tree.code:
        parsed = {node.lineno for node in module.find(ast.Import, ast.ImportFrom)}
        assert {line for line, _ in module.import_statements} == parsed, module.path


def test_the_concepts_that_law_binds_declare_their_grounds(tree):
    declared = {f"{module.app}.{module.concept}" for module in tree.code if module.parts[-1] == "grounds"}
    assert {"governance.deliberations", "governance.conferences", "disputes.cases", "funds.grants"} <= declared
