using System.Reflection;
using System.Xml.Linq;

namespace FlowForge.Architecture.Tests;

public sealed class When_options_are_offered
{
    [Fact]
    public void Should_each_say_what_it_does_and_its_default() => Rule.HoldsFor(OptionsTypes(), type =>
    {
        var documents = XDocument.Load(Path.ChangeExtension(type.Assembly.Location, ".xml"));
        return type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(property => !NamesDefault(documents, property))
            .Select(property => $"{type.FullName}.{property.Name} has no XML docs with 'Default: …' or 'no default'");
    });

    [Fact]
    public void Should_each_file_hold_an_options_class_that_is_looked_at() => Rule.HoldsFor(
        Repository.Files("services", "*Options.cs").Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "Options"),
        file => OptionsTypes().Any(type => type.Name == Path.GetFileNameWithoutExtension(file)) ? [] : [$"no type for {Repository.Relative(file)} was found"]);

    private static IEnumerable<Type> OptionsTypes() => Repository.Of(ProjectKind.Service, ProjectKind.Shared, ProjectKind.Standalone)
        .SelectMany(project => project.Assembly.GetTypes())
        .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && type is { IsClass: true, IsAbstract: false, IsNested: false });

    private static bool NamesDefault(XDocument documents, PropertyInfo property)
    {
        var name = $"P:{property.DeclaringType!.FullName}.{property.Name}";
        var text = documents.Descendants("member").SingleOrDefault(member => member.Attribute("name")!.Value == name)?.Value ?? "";
        return text.Contains("Default: ", StringComparison.Ordinal) || text.Contains("no default", StringComparison.OrdinalIgnoreCase);
    }
}
