using System.Text.Json.Serialization;

namespace FlowForge.Jobs;

/// <summary>Who has to agree before a person's wish moves a job's deadline.</summary>
public enum ExtensionApproval
{
    /// <summary>Nobody.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>Somebody else than who asks.</summary>
    [JsonStringEnumMemberName("second_person")]
    SecondPerson,
}
