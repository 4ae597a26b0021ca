using Xunit;

namespace Analytics.Tests;

/// <summary>Specs that watch a clock: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
