"""`make bench`: what the bot is worth next to its peers, as Markdown tables."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from benchmarks import calculation as calculating
from benchmarks import compare as comparison
from benchmarks import cross_validation as crossing
from benchmarks import drawing as draws
from benchmarks import growth as growing
from benchmarks import start_up as starting
from benchmarks import transport as carrying

app = typer.Typer(
    name="benchmarks",
    help="Mesures de Kinébot face à d’autres programmes ; sans commande, toutes.",
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback(invoke_without_command=True)
def everything(context: typer.Context) -> None:
    """Lancer toutes les mesures quand aucune n’est nommée."""
    if context.invoked_subcommand is None:
        compare()
        start_up()
        calculation()
        drawing()
        transport()
        crowd()
        growth(list(growing.SIZES))


@app.command()
def compare() -> None:
    """Comparer les moteurs sur les mêmes phrases et les mêmes messages."""
    print("## Face à d’autres programmes\n")
    comparison.compare()


@app.command("start-up")
def start_up() -> None:
    """Mesurer le démarrage, index prêt."""
    print("\n## Démarrage\n")
    starting.start_up()


@app.command()
def calculation() -> None:
    """Mesurer le calcul, face au programme naïf qui le vérifie (une demi-minute)."""
    print("\n## Calcul\n")
    calculating.calculation()


@app.command()
def drawing() -> None:
    """Mesurer le dessin d’une image et d’une feuille."""
    print("\n## Image et feuille\n")
    draws.drawing()


@app.command()
def transport(
    peer: Annotated[str, typer.Option(help="Le Python où aiogram est installé.")] = sys.executable,
    postgres: Annotated[str, typer.Option(help="Une base PostgreSQL vide, si vous en avez.")] = "",
) -> None:
    """Mesurer le bot entier face à des bots qui ne font que répéter (quelques minutes)."""
    print("\n## Transport\n")
    carrying.transport(peer, postgres)


@app.command()
def crowd(
    sizes: Annotated[list[int] | None, typer.Argument(help="Nombres de conversations.")] = None,
) -> None:
    """Mesurer ce que coûtent plus de conversations gardées."""
    print("\n## Affluence\n")
    carrying.crowd(sizes or (10, 1_000, 100_000))


@app.command()
def growth(
    sizes: Annotated[list[int] | None, typer.Argument(help="Nombres de sujets inventés.")] = None,
) -> None:
    """Mesurer ce que donnent plus de sujets, inventés."""
    print("\n## Croissance\n")
    growing.growth(sizes or growing.SIZES)


@app.command("cross-validate")
def cross_validate() -> None:
    """Poser au bot chaque formulation qu’il n’a pas apprise (cinq index : plusieurs minutes)."""
    print("\n## Validation croisée des formulations\n")
    crossing.cross_validate()


if __name__ == "__main__":
    app()
