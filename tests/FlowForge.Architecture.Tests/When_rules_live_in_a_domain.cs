using System.Text.RegularExpressions;
using ArchUnitNET.Domain;
using ArchUnitNET.Loader;

namespace FlowForge.Architecture.Tests;

/// <summary>Domain types are those declared in a file of a folder Domain; namespaces say nothing about folders here.</summary>
public sealed partial class When_rules_live_in_a_domain
{
    /// <summary>The bus, the timers, drivers, clients and the web; FlowForge.Hosting stands for the bus and the timers.</summary>
    private static readonly string[] Outside =
        ["MassTransit", "RabbitMQ", "Quartz", "Microsoft.Data.Sqlite", "SQLitePCL", "MongoDB", "k8s", "Amazon", "Microsoft.AspNetCore", "FlowForge.Hosting"];

    private static readonly IReadOnlyList<Project> WithDomain =
        [.. Repository.Of(ProjectKind.Service, ProjectKind.Shared, ProjectKind.Standalone).Where(project => DomainFiles(project).Any())];

    private static readonly ArchUnitNET.Domain.Architecture Code = new ArchLoader().LoadAssemblies([.. WithDomain.Select(project => project.Assembly)]).Build();

    [Fact]
    public void Should_they_know_nothing_of_the_outside() => Rule.HoldsFor(WithDomain.SelectMany(DomainTypes), type =>
        type.Dependencies.Select(dependency => dependency.Target.FullName)
            .Where(target => Outside.Any(name => target == name || target.StartsWith(name + ".", StringComparison.Ordinal)))
            .Select(target => $"{type.FullName} depends on {target}"));

    /// <summary>Else a file that declares its type in another way would slip past the rule above.</summary>
    [Fact]
    public void Should_each_file_declare_a_type_that_is_looked_at() => Rule.HoldsFor(WithDomain.SelectMany(project => DomainFiles(project).Select(file => (project, file))), pair =>
    {
        var declared = DomainTypes(pair.project).Select(PlainName).ToHashSet();
        return Declared(pair.file).Any(declared.Contains) ? [] : [$"no type of {Repository.Relative(pair.file)} was found"];
    });

    private static IEnumerable<string> DomainFiles(Project project) =>
        Repository.Files(Repository.Relative(Path.GetDirectoryName(project.File)!), "*.cs").Where(file => Repository.Relative(file).Contains("/Domain/", StringComparison.Ordinal));

    /// <summary>With those nested in them, closures and iterators included: that is where a method's body may hide what it uses.</summary>
    private static IEnumerable<IType> DomainTypes(Project project)
    {
        var names = DomainFiles(project).SelectMany(Declared).ToHashSet();
        return Code.Types.Where(type => type.Assembly.Name.Split(',')[0] == project.AssemblyName && names.Contains(PlainName(type)));
    }

    /// <summary>The outermost type's name, without namespace and arity.</summary>
    private static string PlainName(IType type) => type.FullName[(type.Namespace.FullName.Length + 1)..].Split('+', '`', '<', '/')[0];

    private static IEnumerable<string> Declared(string file) => Declarations().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"^(?:[a-z]+ )*(?:class|record(?: struct| class)?|interface|struct|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declarations();
}
