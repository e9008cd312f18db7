namespace FlowForge.Architecture.Tests;

/// <summary>What a project is, by its folder.</summary>
internal enum ProjectKind
{
    /// <summary>contracts/</summary>
    Contracts,

    /// <summary>services/Shared/</summary>
    Shared,

    /// <summary>A folder of services/ but the two others.</summary>
    Service,

    /// <summary>services/Standalone/</summary>
    Standalone,

    /// <summary>Anything else.</summary>
    Test,
}
