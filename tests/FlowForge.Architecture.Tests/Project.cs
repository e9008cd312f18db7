using System.Reflection;
using System.Xml.Linq;

namespace FlowForge.Architecture.Tests;

/// <summary>A project file, as far as the rules look at it.</summary>
internal sealed class Project
{
    private readonly XDocument _xml;

    public Project(string file)
    {
        File = file;
        _xml = XDocument.Load(file);
        Name = Path.GetFileNameWithoutExtension(file);
        AssemblyName = _xml.Descendants("AssemblyName").SingleOrDefault()?.Value ?? Name;
        References = [.. Items("ProjectReference").Select(item => Path.GetFileNameWithoutExtension(Include(item)))];
        Kind = KindOf(Repository.Relative(file));
    }

    public string File { get; }
    public string Name { get; }
    public string AssemblyName { get; }
    public ProjectKind Kind { get; }

    /// <summary>The names of the projects it references.</summary>
    public IReadOnlyList<string> References { get; }

    public IEnumerable<XElement> Packages => Items("PackageReference");

    public Assembly Assembly => Assembly.Load(AssemblyName);

    public override string ToString() => Name;

    private static ProjectKind KindOf(string path) => path.Split('/') switch
    {
        ["contracts", ..] => ProjectKind.Contracts,
        ["services", "Shared", ..] => ProjectKind.Shared,
        ["services", "Standalone", ..] => ProjectKind.Standalone,
        ["services", ..] => ProjectKind.Service,
        _ => ProjectKind.Test,
    };

    private static string Include(XElement item) => item.Attribute("Include")!.Value.Replace('\\', '/');

    private IEnumerable<XElement> Items(string name) => _xml.Descendants(name).Where(item => item.Attribute("Include") is not null);
}
