using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>The rules of <see cref="IHookRunStore"/>.</summary>
public abstract class HookRunStoreContract : StoreContract<IHookRunStore>
{
    private static readonly Guid Key = DerivedId.From("hook", 1);

    [Fact]
    public async Task Should_find_what_was_saved_and_nothing_else()
    {
        var run = new HookRun(Key, "build-42", true, null, 1, Noon);
        await Port.SaveAsync(run);
        Assert.Equal(run, await Port.FindAsync(Key));
        Assert.Null(await Port.FindAsync(DerivedId.From("hook", 2)));
    }

    [Fact]
    public async Task Should_keep_the_first_note_of_a_key()
    {
        var first = new HookRun(Key, "build-42", false, "refused", 3, Noon);
        await Port.SaveAsync(first);
        await Port.SaveAsync(first with { Success = true, Error = null, At = Noon.AddHours(1) });
        Assert.Equal(first, await Port.FindAsync(Key));
    }

    [Fact]
    public async Task Should_keep_one_note_when_many_save_at_once()
    {
        await Task.WhenAll(Enumerable.Range(1, 32).Select(i => Port.SaveAsync(new HookRun(Key, "build-42", false, $"try {i}", i, Noon.AddSeconds(i)))));
        var kept = await Port.FindAsync(Key);
        Assert.Equal(($"try {kept!.Tries}", Noon.AddSeconds(kept.Tries)), (kept.Error, kept.At));
    }

    [Fact]
    public async Task Should_forget_what_is_older_and_nothing_else()
    {
        var younger = new HookRun(DerivedId.From("hook", 2), "build-42", true, null, 1, Noon);
        await Port.SaveAsync(new HookRun(Key, "build-42", true, null, 1, Noon.AddMilliseconds(-1)));
        await Port.SaveAsync(younger);
        Assert.Equal(1, await Port.ForgetAsync(Noon));
        Assert.Equal(0, await Port.ForgetAsync(Noon));
        Assert.Null(await Port.FindAsync(Key));
        Assert.Equal(younger, await Port.FindAsync(younger.Key));
    }

    [Theory]
    [MemberData(nameof(Hostile.Data), MemberType = typeof(Hostile))]
    public async Task Should_give_any_text_back_as_it_was(string text)
    {
        var run = new HookRun(Key, text, false, text, 1, Noon);
        await Port.SaveAsync(run);
        Assert.Equal(run, await Port.FindAsync(Key));
    }
}
