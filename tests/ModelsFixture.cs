using Xunit;

[assembly: AssemblyFixture(typeof(Analytics.Tests.ModelsFixture))]

namespace Analytics.Tests;

/// <summary>A model store filled from the test data by the import command.</summary>
public sealed class ModelsFixture : IAsyncLifetime
{
    /// <summary>The store's folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("analytics-models-").FullName;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable("ANALYTICS_TEST_DATA") is { Length: > 0 })
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
