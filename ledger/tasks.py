from celery import shared_task

from ledger import workflow


@shared_task
def seal() -> None:
    """Number what was committed since; a line that is never reached stays due."""
    workflow.seal()
