using Analytics.Site;
using Xunit;

namespace Analytics.Tests.Site;

public sealed class KnownNodesSpec(FolderFixture folder) : IClassFixture<FolderFixture>
{
    [Fact]
    public void The_others_are_known_to_the_next_process_and_the_last_one_forgets_nobody()
    {
        var file = KnownNodes.FileIn(folder.Create(Guid.NewGuid().ToString("N")), "10.0.0.1:7441");
        Assert.Empty(new KnownNodes(file).Read());

        new KnownNodes(file).Write(["10.0.0.2:7441", "10.0.0.3:7441"]);
        new KnownNodes(file).Write([]);

        Assert.Equal(["10.0.0.2:7441", "10.0.0.3:7441"], new KnownNodes(file).Read());
    }
}
