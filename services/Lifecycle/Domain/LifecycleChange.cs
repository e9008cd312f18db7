using FlowForge.Contracts;
using FlowForge.Jobs;

namespace FlowForge.Lifecycle;

/// <summary>What an event made of a job, and what is to be told about it.</summary>
/// <param name="Job">The record afterwards.</param>
/// <param name="Stages">The stages entered, in order. Empty where the event was stale.</param>
public sealed record LifecycleChange(JobRecord Job, IReadOnlyList<JobStageChanged> Stages);
