using System.Text.RegularExpressions;
using MassTransit;

namespace FlowForge.Architecture.Tests;

/// <summary>A class that handles a message.</summary>
internal sealed partial record ConsumerType(Project Project, Type Type, Type Message)
{
    /// <summary>All that are not abstract, once for each message they handle.</summary>
    public static IEnumerable<ConsumerType> All { get; } =
    [
        .. from project in Repository.Of(ProjectKind.Service, ProjectKind.Shared, ProjectKind.Standalone)
           from type in project.Assembly.GetTypes()
           where type is { IsClass: true, IsAbstract: false }
           from handles in type.GetInterfaces()
           where handles.IsGenericType && handles.GetGenericTypeDefinition() == typeof(IConsumer<>)
           select new ConsumerType(project, type, Unbatched(handles.GetGenericArguments()[0])),
    ];

    public string ExpectedName => $"{Message.Name.Split('`')[0]}Consumer";

    public string ExpectedFile => Path.Combine(Path.GetDirectoryName(Project.File)!, "Consumers", ExpectedName + ".cs");

    public override string ToString() => Type.FullName!;

    public static bool IsKebabCase(string name) => KebabCase().IsMatch(name);

    private static Type Unbatched(Type message) =>
        message.IsGenericType && message.GetGenericTypeDefinition() == typeof(Batch<>) ? message.GetGenericArguments()[0] : message;

    [GeneratedRegex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$")]
    private static partial Regex KebabCase();
}
