using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>Extensions: a later deadline that a person asks for.</summary>
public abstract partial class JobRegistryContract
{
    [Fact]
    public async Task Should_note_a_request_for_an_extension_and_let_a_newer_take_its_place()
    {
        Assert.Null(await Port.RequestExtensionAsync(Given.Job, 1, Given.Extension()));
        await Port.ApplyStartedAsync(Given.Start());
        var asked = await Port.RequestExtensionAsync(Given.Job, 1, Given.Extension());
        Assert.Equal((Given.Extension(), Given.Extension()), (asked!.Extension, asked.PendingExtension));
        Assert.Equal((0, Noon.AddMinutes(10)), (asked.Generation, asked.TimeoutAt));
        Same.Job(asked, await Port.FindAsync(Given.Job));
        Assert.Equal(Given.Extension(id: 2), (await Port.RequestExtensionAsync(Given.Job, 1, Given.Extension(id: 2)))!.PendingExtension);
    }

    [Fact]
    public async Task Should_move_the_deadline_of_an_extension_once()
    {
        Assert.Null(await Port.ExtendAsync(Given.Job, 1, Given.Extension(), 1));
        await Port.ApplyStartedAsync(Given.Start());
        await Port.BeginStepAsync(Given.Job, 1, 0, 0);
        await Port.CompleteStepAsync(Given.Job, 1, 0, 0, Noon);
        var given = Given.Extension() with { GivenAt = Noon.AddSeconds(6), ApprovedBy = "bob" };
        var extended = (await Port.ExtendAsync(Given.Job, 1, given, 0))!;
        Assert.Equal((1, 0, Noon.AddMinutes(40), null, null), (extended.Generation, extended.NextStep, extended.TimeoutAt, extended.LastStepAt, extended.BegunStep));
        Assert.Equal((given, null), (extended.Extension, extended.PendingExtension));
        Same.Job(extended, await Port.ExtendAsync(Given.Job, 1, given, 0));
        Same.Job(extended, await Port.ExtendAsync(Given.Job, 2, given with { Generation = 1 }, 0));
    }

    [Fact]
    public async Task Should_end_the_wait_of_a_request_when_the_deadline_moves()
    {
        await Port.ApplyStartedAsync(Given.Start());
        await Port.RequestExtensionAsync(Given.Job, 1, Given.Extension());
        Assert.Null((await Port.MoveDeadlineAsync(Given.Job, 1, 0, Noon.AddHours(2), 0))!.PendingExtension);
        Assert.Null((await Port.RequestExtensionAsync(Given.Job, 1, Given.Extension(id: 2)))!.PendingExtension);
    }

    [Fact]
    public async Task Should_refuse_an_extension_of_what_does_not_run_or_was_told_to_end()
    {
        var submitted = await Port.ApplySubmittedAsync(Given.Submission());
        Same.Job(submitted, await Port.ExtendAsync(Given.Job, 1, Given.Extension(), 0));
        await Port.ApplyStartedAsync(Given.Start());
        var terminated = await Port.RequestTerminationAsync(Given.Job, 1, 0, Noon, "too long");
        Same.Job(terminated!, await Port.ExtendAsync(Given.Job, 1, Given.Extension(), 0));
        Same.Job(terminated!, await Port.RequestExtensionAsync(Given.Job, 1, Given.Extension()));

        var other = JobId.Parse("other");
        await Port.ApplyStartedAsync(Given.Start(job: other));
        var finished = await Port.ApplyFinishedAsync(Given.Finish(job: other));
        Same.Job(finished, await Port.ExtendAsync(other, 1, Given.Extension(), 0));
        Same.Job(finished, await Port.RequestExtensionAsync(other, 1, Given.Extension()));
    }

    [Fact]
    public async Task Should_not_note_that_a_job_is_stopped_at_a_deadline_that_has_moved()
    {
        await Port.ApplyStartedAsync(Given.Start());
        var extended = await Port.ExtendAsync(Given.Job, 1, Given.Extension() with { GivenAt = Noon }, 0);
        Same.Job(extended!, await Port.RequestTerminationAsync(Given.Job, 1, 0, Noon, "too long"));
    }

    [Fact]
    public async Task Should_let_either_an_extension_or_a_termination_come_to_pass()
    {
        for (var i = 0; i < 25; i++)
        {
            var id = JobId.Parse($"race-{i}");
            await Port.ApplyStartedAsync(Given.Start(job: id));
            await Task.WhenAll(
                Port.RequestTerminationAsync(id, 1, 0, Noon, "too long"),
                Port.ExtendAsync(id, 1, Given.Extension() with { GivenAt = Noon }, 0));
            var job = (await Port.FindAsync(id))!;
            Assert.NotEqual(job.Generation == 1, job.TerminationRequestedAt is not null);
        }
    }
}
