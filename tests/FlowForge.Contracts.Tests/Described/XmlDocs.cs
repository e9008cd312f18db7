using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace FlowForge.Contracts.Tests;

/// <summary>What the contracts' XML comments say, with the names as they are on the wire.</summary>
internal static partial class XmlDocs
{
    private static readonly Dictionary<string, XElement> Summaries = XDocument.Load(Path.ChangeExtension(Messages.Assembly.Location, ".xml"))
        .Descendants("member").ToDictionary(member => (string)member.Attribute("name")!, member => member.Element("summary")!);

    public static string Of(Type type) => Text(Summaries[$"T:{type.FullName}"], type);

    public static string Of(PropertyInfo property) => Text(Summaries[$"P:{property.DeclaringType!.FullName}.{property.Name}"], property.DeclaringType!);

    public static string Of(Type type, string enumMember) => Text(Summaries[$"F:{type.FullName}.{enumMember}"], type);

    private static string Text(XElement summary, Type within)
    {
        var text = string.Concat(summary.Nodes().Select(node => node switch
        {
            XElement { Name.LocalName: "see" } see => $"`{NameOnTheWire((string)see.Attribute("cref")!, within)}`",
            XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
            XText plain => plain.Value,
            _ => throw new NotSupportedException($"{within.Name}: {node} in a comment of the contracts has no form in the descriptions"),
        }));
        return Spaces().Replace(text, " ").Trim();
    }

    private static string NameOnTheWire(string cref, Type within)
    {
        var name = cref[2..];
        if (cref.StartsWith("T:", StringComparison.Ordinal)) return name[(name.LastIndexOf('.') + 1)..];
        var type = Messages.Assembly.GetType(name[..name.LastIndexOf('.')], throwOnError: true)!;
        var member = name[(name.LastIndexOf('.') + 1)..];
        if (type.IsEnum) return type.GetField(member)!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name;
        var field = JsonNamingPolicy.CamelCase.ConvertName(member);
        return type == within ? field : $"{type.Name}.{field}";
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
