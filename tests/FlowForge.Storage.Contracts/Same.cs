using System.Text.Json;
using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>Compares by content: records that hold lists and dictionaries are never equal to their copies.</summary>
public static class Same
{
    public static string Form<T>(T value) => JsonSerializer.Serialize(value);

    /// <summary>All of a job but when it was first seen, which is about us and not about the job.</summary>
    public static string Form(JobRecord job) => Form<JobRecord>(job with
    {
        FirstSeenAt = default,
        Cleanup = new SortedDictionary<string, CleanupProgress>(job.Cleanup.ToDictionary(), StringComparer.Ordinal),
    });

    public static void Content<T>(T expected, T actual) => Assert.Equal(Form(expected), Form(actual));

    public static void Job(JobRecord expected, JobRecord? actual)
    {
        Assert.NotNull(actual);
        Assert.Equal(Form(expected), Form(actual));
    }
}
