using Xunit;

[assembly: AssemblyFixture(typeof(Analytics.Tests.ModelsFixture))]

namespace Analytics.Tests;

/// <summary>
/// A model store filled from the test data by the import command; empty without, where the bundled models are all there is.
/// </summary>
public sealed class ModelsFixture : IAsyncLifetime
{
    /// <summary>The store's folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("analytics-models-").FullName;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (TestData.IsThere)
        {
            var import = await Executable.RunAsync(Folder, "models", "import", TestData.Path("models"));
            Assert.True(import.ExitCode == 0, import.Errors);
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
