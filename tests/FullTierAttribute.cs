using Xunit.v3;

namespace Analytics.Tests;

/// <summary>Starts processes, or takes longer than a few seconds: <c>make test-fast</c> leaves the class out.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class FullTierAttribute : Attribute, ITraitAttribute
{
    /// <inheritdoc/>
    public IReadOnlyCollection<KeyValuePair<string, string>> GetTraits() => [new("tier", "full")];
}
