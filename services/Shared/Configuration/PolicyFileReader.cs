namespace FlowForge.Configuration;

/// <summary>Reads one section of a policy file and lets the others judge theirs.</summary>
public static class PolicyFileReader
{
    /// <exception cref="PolicyFileException">Something in the file is wrong, in whichever section.</exception>
    public static T Read<T>(string text, IConfigSection<T> section, IEnumerable<IConfigSection>? others = null, string? file = null)
    {
        var errors = new List<PolicyFileError>();
        var found = ConfigDocument.Read(text, errors);
        var value = found.GetValueOrDefault(section.Key) is { } node ? section.Read(node) : section.Default;
        foreach (var other in others ?? [])
            if (other.Key != section.Key) other.Validate(found.GetValueOrDefault(other.Key));
        return errors.Count == 0 ? value : throw new PolicyFileException(errors, file);
    }
}
