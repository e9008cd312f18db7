using System.Reflection;
using System.Runtime.CompilerServices;

namespace FlowForge.Contracts.Tests;

/// <summary>What the contracts assembly holds.</summary>
internal static class Messages
{
    public static readonly Assembly Assembly = typeof(JobStarted).Assembly;

    public static readonly IReadOnlyList<Type> Records = [.. Assembly.GetExportedTypes().Where(type => type.GetMethod("<Clone>$") is not null).OrderBy(type => type.Name, StringComparer.Ordinal)];

    public static readonly IReadOnlyList<Type> Enums = [.. Assembly.GetExportedTypes().Where(type => type.IsEnum).OrderBy(type => type.Name, StringComparer.Ordinal)];

    public static TheoryData<string> Names => [.. Records.Select(type => type.Name)];

    public static Type Find(string name) => Records.Single(type => type.Name == name);

    public static object Sample(string name) => Samples.All.Single(sample => sample.GetType().Name == name);

    public static bool IsRequired(PropertyInfo property) => property.IsDefined(typeof(RequiredMemberAttribute));
}
