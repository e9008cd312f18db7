namespace FlowForge.Configuration;

/// <summary>A section that can be read.</summary>
public interface IConfigSection<T> : IConfigSection
{
    /// <summary>What is in force without a file, or where the file leaves the section out.</summary>
    T Default { get; }

    /// <summary>Reads it; the result counts only where nothing was reported.</summary>
    T Read(ConfigNode section);

    void IConfigSection.Validate(ConfigNode? section)
    {
        if (section is not null) Read(section);
    }
}
