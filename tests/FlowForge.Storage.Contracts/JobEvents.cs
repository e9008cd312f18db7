using CsCheck;
using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>Generates the events of a job's attempts, and deliveries of them: shuffled, some more than once.</summary>
internal static class JobEvents
{
    private static readonly Gen<int> Seconds = Gen.Int[-5, 5];

    private static readonly Gen<JobProfile> Profiles =
        Gen.Select(Gen.OneOf("acme", "other", null), Gen.OneOf(5, 10), Gen.OneOf("c-1", "c-2"))
            .Select((organization, minutes, correlation) => Given.Profile(organization, "build", minutes, correlation, TimeSpan.FromMinutes(1)));

    private static readonly Gen<int?> ExitCodes = Gen.OneOf<int?>(null, 0, 1, 137);
    private static readonly Gen<string?> Reasons = Gen.OneOf(null, "", "a", "b", "é", "z");

    public static readonly Gen<(IReadOnlyList<JobEvent> InOrder, IReadOnlyList<JobEvent> Shuffled)> Deliveries =
        Gen.Select(Attempt(1), Attempt(2), Attempt(3), Gen.Int[1, 3])
            .SelectMany((one, two, three, attempts) =>
            {
                JobEvent[] events = [.. new[] { one, two, three }.Take(attempts).SelectMany(attempt => attempt)];
                return Gen.Int[0, events.Length - 1].Array[0, 6]
                    .SelectMany(repeated => Gen.Shuffle((JobEvent[])[.. events, .. repeated.Select(i => events[i])]))
                    .Select(shuffled => ((IReadOnlyList<JobEvent>)events, (IReadOnlyList<JobEvent>)shuffled));
            });

    /// <summary>At least one event from outside, or nobody would ever hear of the attempt; starts and ends may contradict each other.</summary>
    private static Gen<JobEvent[]> Attempt(int attempt) => Gen.Select(
        Submitted(attempt).Array[0, 2],
        Started(attempt).Array[0, 3],
        Beaten(attempt).Array[1, 4],
        Requested(attempt).Array[0, 2],
        Finished(attempt).Array[0, 3],
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 3]),
        (submitted, started, beaten, requested, finished, done) =>
        {
            // What FlowForge itself does to an attempt, it does after that attempt was announced.
            var announced = submitted.Length + started.Length > 0;
            return (JobEvent[])[.. submitted, .. started, .. beaten, .. announced ? requested : [], .. finished, .. announced ? Cleanup(attempt, done.Item1) : [],
                // Whether a look comes before or after the end of its attempt counts, so there is one or the other.
                .. started.Length > 0 && finished.Length == 0 ? Looks(attempt, done.Item2) : []];
        });

    private static Gen<JobEvent> Submitted(int attempt) =>
        Gen.Select(Seconds, Profiles, JobEvent (at, profile) => new JobEvent.Submitted(Given.Submission(at, attempt, profile)));

    private static Gen<JobEvent> Started(int attempt) =>
        Gen.Select(Seconds, Profiles, Gen.OneOf(null, "clamped"), JobEvent (at, profile, note) => new JobEvent.Started(Given.Start(at, attempt, profile, note)));

    private static Gen<JobEvent> Beaten(int attempt) =>
        Gen.Select(Seconds, Gen.Bool, JobEvent (at, saved) => new JobEvent.Beaten(Given.Beat(at, saved ? at : null, attempt)));

    private static Gen<JobEvent> Requested(int attempt) =>
        Gen.Select(Seconds, Gen.OneOf("a", "b"), JobEvent (at, reason) => new JobEvent.TerminationRequested(attempt, Given.Noon.AddSeconds(at), reason));

    private static Gen<JobEvent> Finished(int attempt) =>
        Gen.Select(Seconds, Gen.Enum<JobOutcome>(), ExitCodes, Reasons, JobEvent (at, outcome, exit, reason) =>
            new JobEvent.Finished(Given.Finish(at, outcome, exit, reason, attempt)));

    /// <summary>Looks that find it silent, each for later than all before it.</summary>
    private static IEnumerable<JobEvent> Looks(int attempt, int looks) =>
        from number in Enumerable.Range(1, looks)
        select new JobEvent.Looked(Given.Look(100 + (30 * number), number, attempt));

    /// <summary>Tries that fail, and a last one that succeeds.</summary>
    private static IEnumerable<JobEvent> Cleanup(int attempt, int tries) =>
        from scope in new[] { CleanupScopes.Runtime, CleanupScopes.Logs }
        from number in Enumerable.Range(1, tries)
        select new JobEvent.CleanedUp(attempt, scope, number == tries ? Given.Done(number) : Given.Retry(number));
}
