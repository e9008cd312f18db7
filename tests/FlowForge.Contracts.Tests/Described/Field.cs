using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace FlowForge.Contracts.Tests;

/// <summary>One field of a message.</summary>
internal sealed partial record Field(PropertyInfo Property)
{
    public string Name => JsonNamingPolicy.CamelCase.ConvertName(Property.Name);

    public bool Required => Messages.IsRequired(Property);

    public Type Type => Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType;

    public string Description => XmlDocs.Of(Property);

    /// <summary>What the comment says about it, beside its default.</summary>
    public string Meaning => SaidDefault().Replace(Description, "").Trim();

    /// <summary>The default as the comment tells it. Null: it tells none.</summary>
    public string? Said => SaidDefault().Match(Description) is { Success: true } match ? match.Groups["value"].Value : null;

    /// <summary>What the field is where a sender leaves it out. Null: it stays empty, or may not be left out.</summary>
    public object? Default => Required ? null : Property.GetValue(Activator.CreateInstance(Property.DeclaringType!));

    public static IEnumerable<Field> Of(Type message) => message.GetProperties().Select(property => new Field(property));

    /// <summary>The values of an enum as they are on the wire, and what each means.</summary>
    public static IEnumerable<(string Value, string Meaning)> Values(Type type) =>
        Enum.GetNames(type).Select(name => (type.GetField(name)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name, XmlDocs.Of(type, name)));

    [GeneratedRegex(@"\s*Default: (?<value>[^.]+)\.(?=\s|$)")]
    private static partial Regex SaidDefault();
}
