namespace FlowForge.Integration.Tests;

/// <summary>The first four are processes of this machine.</summary>
internal enum ChaosJobKind
{
    Succeeds,
    Fails,
    Obeys,
    Ignores,
    ForeignSucceeds,
    ForeignFails,
}
