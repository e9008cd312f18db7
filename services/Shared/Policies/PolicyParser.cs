using FlowForge.Configuration;

namespace FlowForge.Policies;

/// <summary>Reads the policies from the text of a policy file.</summary>
public static class PolicyParser
{
    /// <param name="text">The whole file.</param>
    /// <param name="others">Judges of the file's other sections.</param>
    /// <param name="file">The file's name, for the message.</param>
    /// <exception cref="PolicyFileException">The file is refused; it lists every reason.</exception>
    public static PolicySet Parse(string text, IEnumerable<IConfigSection>? others = null, string? file = null) =>
        PolicyFileReader.Read(text, new PolicySection(), others, file);
}
