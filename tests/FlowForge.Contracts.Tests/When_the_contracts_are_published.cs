using System.Reflection;
using System.Text;
using System.Text.Json.Serialization;
using System.Xml.Linq;

namespace FlowForge.Contracts.Tests;

public class When_the_contracts_are_published
{
    /// <summary>MassTransit routes by namespace and type name, so neither may ever change; nor may a value of an enum.</summary>
    [Fact]
    public void Should_keep_every_name()
    {
        var names = new StringBuilder();
        foreach (var type in Messages.Records) names.Append($"urn:message:{type.Namespace}:{type.Name}\n");
        foreach (var type in Messages.Enums)
            foreach (var member in type.GetFields(BindingFlags.Public | BindingFlags.Static))
                names.Append($"{type.FullName}.{member.Name} = {member.GetRawConstantValue()} \"{member.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name}\"\n");

        Approved.Check("names.txt", names.ToString());
    }

    [Fact]
    public void Should_hold_nothing_but_sealed_immutable_records_and_enums_in_one_namespace()
    {
        Assert.All(Messages.Assembly.GetExportedTypes(), type =>
        {
            Assert.Equal("FlowForge.Contracts", type.Namespace);
            Assert.True(type.IsEnum || Messages.Records.Contains(type), $"{type.Name} is neither a record nor an enum");
            Assert.True(type.IsSealed, $"{type.Name} is not sealed");
        });
        Assert.All(Messages.Records.SelectMany(type => type.GetProperties()), property =>
            Assert.Contains("IsExternalInit", property.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().Select(modifier => modifier.Name)));
    }

    [Fact]
    public void Should_need_nothing_but_the_base_library() =>
        Assert.All(Messages.Assembly.GetReferencedAssemblies(), reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));

    [Fact]
    public void Should_explain_every_public_member()
    {
        var file = Path.ChangeExtension(Messages.Assembly.Location, ".xml");
        var explained = XDocument.Load(file).Descendants("member")
            .Where(member => !string.IsNullOrWhiteSpace((string?)member.Element("summary")))
            .Select(member => (string)member.Attribute("name")!)
            .ToHashSet();

        Assert.All(Messages.Assembly.GetExportedTypes().SelectMany(DocumentationIds), id => Assert.Contains(id, explained));
    }

    private static IEnumerable<string> DocumentationIds(Type type)
    {
        yield return $"T:{type.FullName}";
        if (type.IsEnum)
            foreach (var member in Enum.GetNames(type)) yield return $"F:{type.FullName}.{member}";
        else
            foreach (var property in type.GetProperties()) yield return $"P:{type.FullName}.{property.Name}";
    }
}
