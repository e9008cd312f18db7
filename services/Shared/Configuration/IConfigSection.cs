namespace FlowForge.Configuration;

/// <summary>One top-level key of the policy file. A file is used only where every registered section accepts its part.</summary>
public interface IConfigSection
{
    /// <summary>One of <see cref="ConfigDocument.Sections"/>.</summary>
    string Key { get; }

    /// <summary>Reports what is wrong; <paramref name="section"/> is null where the file leaves it out.</summary>
    void Validate(ConfigNode? section);
}
