using System.Reflection;
using System.Text.Json.Serialization;

namespace FlowForge.Configuration;

/// <summary>The names that an enum's members have in JSON, such as <c>soft_kill</c>: the same in the policy file as on the wire.</summary>
public static class WireNames
{
    public static IReadOnlyCollection<string> All<T>() where T : struct, Enum => Cache<T>.Names.Values;

    public static string Of<T>(T value) where T : struct, Enum => Cache<T>.Names[value];

    public static T? Find<T>(string name) where T : struct, Enum => Cache<T>.Values.TryGetValue(name, out var value) ? value : null;

    private static class Cache<T> where T : struct, Enum
    {
        public static readonly Dictionary<T, string> Names = Enum.GetValues<T>().ToDictionary(
            value => value,
            value => typeof(T).GetField(value.ToString())?.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? value.ToString());

        public static readonly Dictionary<string, T> Values = Names.ToDictionary(pair => pair.Value, pair => pair.Key);
    }
}
