"""The table of jobs: asked once, one of a kind, one big one of a person, lost, cancelled ones."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from agencies.errors import ConflictError
from agencies.models import AuditEntry
from assessment.management.worker import Worker
from assessment.models import Job, WorkerSign
from assessment.services import jobs
from assessment.services.jobs import JobFailedError, JobGoneError, Run, task

DONE: list[str] = []


@task()
def count(run: Run, *, name: str) -> None:
    run.progress(1, 2, f"Menghitung {name}")
    DONE.append(name)


@task(is_big=True)
def big(run: Run, *, name: str) -> None:
    DONE.append(name)


@task()
def refuse(run: Run) -> None:
    raise JobFailedError("Tidak dapat disusun.")


@task()
def break_down(run: Run) -> None:
    raise ZeroDivisionError("jawaban rahasia")


@task()
def cancelled_meanwhile(run: Run) -> None:
    Job.objects.filter(pk=run.job.pk).update(state=Job.State.CANCELLED)
    run.progress(1, 2, "Jalan terus")
    DONE.append("tidak pernah")


@pytest.fixture(autouse=True)
def _nothing_done():
    DONE.clear()


@pytest.fixture
def ask(world):
    """Asks for a job: ask("reviewer", count, "kunci", name="a")."""

    def _ask(who, what, key, **arguments):
        by = world.home.actor(who)
        return what.enqueue(
            title="Berkas", key=key, city=world.home.city, by=by, arguments=arguments
        )

    return _ask


def state_of(job: Job) -> str:
    return Job.objects.get(pk=job.pk).state


def test_worker_takes_jobs_in_their_order(ask):
    ask("reviewer", count, "a", name="a")
    last = ask("coordinator", count, "b", name="b")

    assert Worker().work(once=True) == 2
    assert DONE == ["a", "b"]
    row = Job.objects.get(pk=last.pk)
    assert (row.state, row.done, row.total, row.words) == ("done", 2, 2, "Menghitung b")
    assert row.percent == 100
    assert row.finished_at is not None
    assert not WorkerSign.objects.exists()


def test_asking_twice_is_one_job_for_each_person(ask):
    first = ask("reviewer", count, "a", name="a")

    assert ask("reviewer", count, "a", name="a") == first
    assert ask("coordinator", count, "a", name="a") != first


def test_one_of_a_kind_runs_at_a_time(ask):
    ask("reviewer", count, "a", name="a")
    ask("coordinator", count, "a", name="a")
    other = ask("coordinator", count, "b", name="b")
    first, second = jobs.take(), jobs.take()

    assert second.job == other
    assert jobs.take() is None
    first.finish()
    assert jobs.take() is not None


def test_one_big_job_of_a_person_at_a_time(ask):
    ask("reviewer", big, "a", name="a")
    ask("reviewer", big, "b", name="b")
    other = ask("coordinator", big, "c", name="c")

    assert jobs.take().job.key == "a"
    assert jobs.take().job == other
    assert jobs.take() is None


def test_too_many_open_jobs_are_refused(ask, monkeypatch):
    monkeypatch.setattr(jobs, "MOST_OPEN", 2)
    ask("reviewer", count, "a", name="a")
    ask("reviewer", count, "b", name="b")

    with pytest.raises(ConflictError):
        ask("reviewer", count, "c", name="c")
    assert ask("coordinator", count, "c", name="c").state == "waiting"


def test_failures_are_said_and_tell_nothing_of_the_answers(ask, caplog):
    refused, broken = ask("reviewer", refuse, "a"), ask("reviewer", break_down, "b")
    caplog.set_level("INFO", "kla.worker")
    Worker().work(once=True)
    refused.refresh_from_db()
    broken.refresh_from_db()

    assert (refused.state, refused.error) == ("failed", "Tidak dapat disusun.")
    assert (broken.state, broken.error) == (
        "failed",
        "Pekerjaan ini berhenti karena galat pada server.",
    )
    assert "ZeroDivisionError test_jobs.py" in caplog.text
    assert "rahasia" not in caplog.text


def test_a_task_that_is_no_task_is_refused(ask):
    job = ask("reviewer", count, "a", name="a")
    Job.objects.filter(pk=job.pk).update(task="os.getcwd")
    Worker().work(once=True)
    job.refresh_from_db()

    assert job.state == "failed"


def test_a_cancelled_job_is_not_carried_on(ask):
    job = ask("reviewer", cancelled_meanwhile, "a")
    Worker().work(once=True)

    assert DONE == []
    assert state_of(job) == "cancelled"


def test_lost_jobs_are_taken_again_and_then_given_up(ask):
    job = ask("reviewer", count, "a", name="a")
    lost = jobs.take()
    later = timezone.now() + 2 * jobs.LOST_AFTER

    assert jobs.recover_lost(timezone.now()) == 0
    assert jobs.recover_lost(later) == 1
    again = jobs.take()
    with pytest.raises(JobGoneError):
        lost.finish()
    assert again.job.attempts == 2
    Job.objects.filter(pk=job.pk).update(attempts=jobs.MOST_ATTEMPTS)
    jobs.recover_lost(later)
    job.refresh_from_db()
    assert job.state == "failed"
    assert "terputus 3 kali" in job.error


def test_a_stopped_worker_gives_its_job_back(ask):
    job = ask("reviewer", count, "a", name="a")
    worker = Worker()
    run = jobs.take(worker._look_up)
    worker._stop(15, None)
    worker._perform(run)
    job.refresh_from_db()

    assert DONE == []
    assert (job.state, job.attempts, job.claim) == ("waiting", 0, None)


def test_worker_ends_with_the_process_that_it_follows(ask):
    ask("reviewer", count, "a", name="a")

    # The highest pid that no Linux gives out.
    assert Worker(follow=2**22 + 1).work() == 0
    assert DONE == []


def test_cancel_and_retry_are_recorded(ask, world):
    by = world.home.actor("reviewer")
    job = ask("reviewer", count, "a", name="a")
    with pytest.raises(ConflictError):
        jobs.retry(job=job, by=by)
    jobs.cancel(job=job, by=by)
    with pytest.raises(ConflictError):
        jobs.cancel(job=job, by=by)
    jobs.retry(job=job, by=by)

    assert state_of(job) == "waiting"
    actions = AuditEntry.objects.filter(subject="job").order_by("sequence")
    assert list(actions.values_list("action", flat=True)) == ["job.cancel", "job.retry"]


def test_retry_waits_for_an_open_job_of_its_kind(ask, world):
    by = world.home.actor("reviewer")
    job = ask("reviewer", count, "a", name="a")
    jobs.cancel(job=job, by=by)
    ask("reviewer", count, "a", name="a")

    with pytest.raises(ConflictError):
        jobs.retry(job=job, by=by)


def test_old_jobs_are_swept_and_open_ones_stay(ask, world):
    old = ask("reviewer", count, "a", name="a")
    ask("reviewer", count, "b", name="b")
    jobs.cancel(job=old, by=world.home.actor("reviewer"))
    later = timezone.now() + timedelta(days=400)

    assert jobs.sweep_jobs(world.home.actor("reviewer").at) == 0
    assert jobs.sweep_jobs(later) == 1
    assert list(Job.objects.values_list("key", flat=True)) == ["b"]


def test_a_worker_lives_while_it_gives_signs(db):
    now = timezone.now()
    jobs.sign_in_worker(now)

    assert jobs.is_worker_alive(now)
    assert not jobs.is_worker_alive(now + 2 * jobs.LOST_AFTER)
    jobs.sign_in_worker(now + 2 * jobs.KEEP)
    assert WorkerSign.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_job(world, in_threads):
    by = world.home.actor("reviewer")
    for name in "abcdefgh":
        count.enqueue(title=name, key=name, city=world.home.city, by=by, arguments={"name": name})

    def take_all(number):
        taken = []
        while run := jobs.take():
            taken.append(run.job.key)
        return taken

    taken = in_threads(take_all, 2)
    assert sorted(taken[0] + taken[1]) == list("abcdefgh")
