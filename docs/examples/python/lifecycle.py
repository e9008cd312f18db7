#!/usr/bin/env python3
"""Tells FlowForge the life of one job, or of many, and reads what it removed of each afterwards.

    lifecycle.py build-7                        one job
    lifecycle.py --jobs 100 --prefix trial      trial-0001 ... trial-0100

Needs pika (Debian: python3-pika; 1.2 or later). The broker is taken from FLOWFORGE_AMQP, such as
amqp://user:password@localhost:5672/flowforge; where the user that publishes may not read, the one that reads is taken from
FLOWFORGE_AMQP_SUBSCRIBER.

Prints a summary as JSON. Ends with
    0  every job had at least one CleanupPerformed that succeeded
    1  some had none in time
    2  the command line is wrong
    3  the broker cannot be reached, or refuses the user
    4  FlowForge's exchanges are not there yet
    5  the broker did not take an event
"""

import argparse
import datetime
import json
import os
import re
import sys
import time
import uuid

import pika
from pika import exceptions

STARTED = "flowforge.job-started"
HEARTBEAT = "flowforge.job-heartbeat"
FINISHED = "flowforge.job-finished"
CLEANED = "flowforge.cleanup-performed"

ENVELOPE = "application/vnd.masstransit+json"
LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
JOB_ID = re.compile(r"%s(\.%s)*" % (LABEL, LABEL))


class Failed(Exception):
    """Ends the program with a message for people and an exit code for scripts."""

    def __init__(self, code, message):
        super().__init__(message)
        self.code = code


def connect(url, purpose):
    try:
        parameters = pika.URLParameters(url)
    except (ValueError, IndexError):
        raise Failed(2, "FLOWFORGE_AMQP is no address such as amqp://user:password@localhost:5672/flowforge") from None
    # The management UI shows this name.
    parameters.client_properties = {"connection_name": "lifecycle.py: %s" % purpose}
    # A broker that is short of memory or disk holds publishers back: wait that long, not for ever.
    parameters.blocked_connection_timeout = 60
    try:
        return pika.BlockingConnection(parameters)
    except (exceptions.ProbableAuthenticationError, exceptions.AuthenticationError):
        raise Failed(3, "the broker refuses the user or the password in FLOWFORGE_AMQP") from None
    except (exceptions.ProbableAccessDeniedError, exceptions.ConnectionClosedByBroker) as error:
        raise Failed(3, "the broker refuses the virtual host in FLOWFORGE_AMQP: %s" % (error,)) from None
    except (exceptions.AMQPError, OSError) as error:
        raise Failed(3, "no broker answers at FLOWFORGE_AMQP: %r" % (error,)) from None


def check_exchange(connection, name):
    """Only asks. FlowForge's deployment declares its exchanges; a second opinion here could be another one."""
    channel = connection.channel()
    try:
        channel.exchange_declare(exchange=name, passive=True)
    except exceptions.ChannelClosedByBroker as error:
        if error.reply_code != 404:
            raise Failed(3, "exchange %s: %s" % (name, error.reply_text)) from None
        raise Failed(4, "exchange %s does not exist: FlowForge's topology is not deployed to this virtual host yet" % name) from None
    channel.close()


class Publisher:
    """Publishes durably: an event counts as sent once the broker has confirmed it."""

    TRIES = 5

    def __init__(self, url):
        self._url = url
        self._connection = self._channel = None
        self.count = 0
        self._open()
        for name in (STARTED, HEARTBEAT, FINISHED):
            check_exchange(self._connection, name)

    def _open(self):
        self._connection = connect(self._url, "publisher")
        self._channel = self._connection.channel()
        self._channel.confirm_delivery()

    def publish(self, exchange, event):
        body = json.dumps(event).encode()
        properties = pika.BasicProperties(content_type="application/json", delivery_mode=2)
        for left in reversed(range(self.TRIES)):
            try:
                # Mandatory: an event that no queue and no alternate exchange takes comes back instead of vanishing.
                self._channel.basic_publish(exchange, "", body, properties, mandatory=True)
                self.count += 1
                return
            except exceptions.UnroutableError:
                raise Failed(5, "%s has no queue behind it, and nothing keeps what cannot be routed: deploy FlowForge's topology" % exchange) from None
            except exceptions.ChannelClosedByBroker as error:
                raise Failed(5, "%s was refused: %s" % (exchange, error.reply_text)) from None
            except (exceptions.NackError, exceptions.AMQPConnectionError, exceptions.AMQPChannelError) as error:
                # Nobody knows whether it arrived. To say it again does no harm, so say it again.
                if left == 0:
                    raise Failed(5, "%s was not confirmed: %r" % (exchange, error)) from None
                self._reopen()

    def _reopen(self):
        deadline = time.monotonic() + 30
        while True:
            time.sleep(0.5)
            try:
                return self._open()
            except Failed:
                if time.monotonic() > deadline:
                    raise

    def close(self):
        self._connection.close()


class Cleanups:
    """Reads CleanupPerformed through a queue of its own, which goes away with the connection."""

    def __init__(self, url, jobs):
        self._connection = connect(url, "subscriber")
        check_exchange(self._connection, CLEANED)
        self.missing = set(jobs)
        self._jobs = set(jobs)
        self._seen = set()
        self.read = self.repeats = self.failed = 0
        self._queue = "subscriber.lifecycle-example-%s" % uuid.uuid4().hex
        self._channel = channel = self._connection.channel()
        try:
            channel.queue_declare(self._queue, exclusive=True, auto_delete=True)
            channel.queue_bind(self._queue, CLEANED)
        except exceptions.ChannelClosedByBroker as error:
            raise Failed(3, "the user may not subscribe: %s" % error.reply_text) from None
        channel.basic_qos(prefetch_count=200)
        channel.basic_consume(self._queue, self._take)

    def _take(self, channel, method, properties, body):
        event = json.loads(body)
        if properties.content_type == ENVELOPE:
            event = event["message"]
        if event["jobId"] in self._jobs:
            self._count(event)
        channel.basic_ack(method.delivery_tag)

    def _count(self, event):
        if event["id"] in self._seen:
            self.repeats += 1
            return
        self._seen.add(event["id"])
        self.read += 1
        if event["success"]:
            self.missing.discard(event["jobId"])
        else:
            self.failed += 1
            print("%s of %s could not be removed: %s" % (event["resourceName"], event["jobId"], event.get("error")), file=sys.stderr)

    def poll(self, seconds):
        try:
            self._connection.process_data_events(time_limit=seconds)
        except exceptions.AMQPError as error:
            raise Failed(3, "the connection of the subscriber was lost, and its queue with it: %r" % error) from None

    def close(self):
        # A queue that goes away while an event is on its way into it can make the broker refuse that event to its sender. So
        # first nothing more may come in.
        self._channel.queue_unbind(self._queue, CLEANED)
        self._connection.process_data_events(time_limit=0)
        self._connection.close()


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")


def without_none(event):
    return {key: value for key, value in event.items() if value is not None}


def tell(publisher, jobs, options, between):
    """The lives of all jobs, side by side: all start, all are alive for a while, all end."""
    for job in jobs:
        publisher.publish(STARTED, without_none({
            "jobId": job, "startedAt": now(), "retention": options.retention,
            "organization": options.organization, "jobType": options.job_type, "namespace": options.namespace,
        }))
        between()
    for beat in range(options.heartbeats):
        last = beat == options.heartbeats - 1
        for job in jobs:
            publisher.publish(HEARTBEAT, {"jobId": job, "at": now(), "stateSaved": last})
            between()
    for job in jobs:
        publisher.publish(FINISHED, {"jobId": job, "finishedAt": now(), "outcome": "succeeded", "exitCode": 0})
        between()


def run(options, jobs):
    began = time.monotonic()
    # First of all: what is removed before anybody listens is heard by nobody.
    cleanups = Cleanups(options.subscriber, jobs)
    publisher = Publisher(options.publisher)
    tell(publisher, jobs, options, between=lambda: cleanups.poll(0))
    publisher.close()
    print("%d events are with the broker, jobs: %d; waiting for their clean-up" % (publisher.count, len(jobs)), file=sys.stderr)
    deadline = time.monotonic() + options.timeout_seconds
    while cleanups.missing and time.monotonic() < deadline:
        cleanups.poll(0.2)
    cleanups.close()
    print(json.dumps({
        "jobs": len(jobs),
        "published": publisher.count,
        "cleanupEvents": cleanups.read,
        "repeatedCleanupEvents": cleanups.repeats,
        "failedCleanupEvents": cleanups.failed,
        "missing": sorted(cleanups.missing),
        "seconds": round(time.monotonic() - began, 3),
    }, indent=2))
    if cleanups.missing:
        raise Failed(1, "%d of %d jobs had no successful CleanupPerformed within %g s (a job that left nothing behind gives none)" % (
            len(cleanups.missing), len(jobs), options.timeout_seconds))


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("job", nargs="?", help="the id of the one job")
    parser.add_argument("--jobs", type=int, help="how many jobs, instead of one")
    parser.add_argument("--prefix", help="what the ids of --jobs begin with")
    parser.add_argument("--organization", help="selects the organization's policy")
    parser.add_argument("--job-type", help="selects the job type's policy")
    parser.add_argument("--namespace", help="where the job's resources live")
    parser.add_argument("--retention", default="0s", help="how long what the job leaves is kept (default: %(default)s)")
    parser.add_argument("--heartbeats", type=int, default=3, help="for each job (default: %(default)s)")
    parser.add_argument("--timeout-seconds", type=float, default=120, help="how long to wait for the clean-ups (default: %(default)s)")
    options = parser.parse_args(arguments)
    if (options.job is None) == (options.jobs is None):
        parser.error("give either a job id, or --jobs and --prefix")
    if options.jobs is not None and (options.jobs < 1 or not options.prefix):
        parser.error("--jobs needs a number from 1, and --prefix")
    if options.heartbeats < 0:
        parser.error("--heartbeats may not be negative")
    jobs = [options.job] if options.job is not None else ["%s-%04d" % (options.prefix, n) for n in range(1, options.jobs + 1)]
    for job in jobs:
        if len(job) > 253 or not JOB_ID.fullmatch(job):
            parser.error("'%s' is no job id: lower-case letters, digits, '-' and '.', at most 63 between dots" % job)
    # A job manager's user may publish and not read, a subscriber's the other way round.
    options.publisher = os.environ.get("FLOWFORGE_AMQP")
    options.subscriber = os.environ.get("FLOWFORGE_AMQP_SUBSCRIBER") or options.publisher
    if not options.publisher:
        parser.error("set FLOWFORGE_AMQP, such as amqp://user:password@localhost:5672/flowforge")
    return options, jobs


def main(arguments):
    options, jobs = parse(arguments)
    try:
        run(options, jobs)
        return 0
    except Failed as failed:
        print("lifecycle.py: %s" % failed, file=sys.stderr)
        return failed.code
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
