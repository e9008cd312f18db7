namespace FlowForge.Configuration;

/// <summary>One thing that is wrong with the policy file.</summary>
/// <param name="Path">Where, as a JSON path such as <c>$.policies.global.timeout</c>, or "line 3, column 7" where the file is not JSON.</param>
/// <param name="Problem">What was given and what is allowed.</param>
public sealed record PolicyFileError(string Path, string Problem)
{
    public override string ToString() => $"{Path}: {Problem}";
}
