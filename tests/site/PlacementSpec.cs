using Analytics.Site;
using Xunit;

namespace Analytics.Tests.Site;

public sealed class PlacementSpec
{
    private static readonly Dictionary<string, string> Anywhere = [];

    [Fact]
    public void A_camera_goes_where_least_is_analysed_not_where_fewest_cameras_are()
    {
        PlacedNode[] nodes = [Node("a", fps: 12, cameras: 2), Node("b", fps: 4, cameras: 4)];

        Assert.Equal("b", Placement.ForNew(nodes, wanted: null));
    }

    [Fact]
    public void Cameras_that_were_given_to_a_node_a_moment_ago_count()
    {
        PlacedNode[] nodes = [Node("a", fps: 0, cameras: 0, coming: 6), Node("b", fps: 8, cameras: 2), Node("c", fps: 8, cameras: 2)];

        Assert.Equal("b", Placement.ForNew(nodes, wanted: null));
    }

    [Fact]
    public void A_node_whose_frames_grow_old_takes_none_while_another_is_there()
    {
        PlacedNode[] nodes = [Node("a", fps: 2, cameras: 1, staleness: 1.5), Node("b", fps: 12, cameras: 2)];

        Assert.Equal("b", Placement.ForNew(nodes, wanted: null));
        Assert.Equal("a", Placement.ForNew(nodes[..1], wanted: null));
    }

    [Fact]
    public void A_camera_goes_to_the_node_that_it_should_be_on_while_that_is_there()
    {
        PlacedNode[] nodes = [Node("a", fps: 12, cameras: 2), Node("b", fps: 4, cameras: 4)];

        Assert.Equal("a", Placement.ForNew(nodes, wanted: "a"));
        Assert.Equal("b", Placement.ForNew(nodes, wanted: "gone"));
        Assert.Equal(["b0"], Placement.ToMove(nodes, new Dictionary<string, string> { ["b0"] = "a", ["b1"] = "b" }, even: false));
    }

    [Fact]
    public void Nodes_are_evened_out_only_where_a_camera_would_not_come_back()
    {
        Assert.Equal(2, Placement.ToMove([Node("a", fps: 24, cameras: 4), Node("b", fps: 0, cameras: 0)], Anywhere, even: true).Count);
        Assert.Empty(Placement.ToMove([Node("a", fps: 18, cameras: 3), Node("b", fps: 6, cameras: 1)], Anywhere, even: true));
        Assert.Empty(Placement.ToMove([Node("a", fps: 6, cameras: 1), Node("b", fps: 0, cameras: 0)], Anywhere, even: true));
        Assert.Empty(Placement.ToMove([Node("a", fps: 24, cameras: 4), Node("b", fps: 0, cameras: 0)], Anywhere, even: false));
        Assert.Empty(Placement.ToMove([Node("a", fps: 24, cameras: 4), Node("b", fps: 0, cameras: 0, staleness: 2)], Anywhere, even: true));
    }

    [Fact]
    public void Shards_without_a_camera_weigh_nothing()
    {
        PlacedNode[] nodes = [Node("a", fps: 60, cameras: 10), Node("b", fps: 0, cameras: 0, empty: 10)];

        Assert.Equal("b", Placement.ForNew(nodes, wanted: null));
        Assert.Equal(5, Placement.ToMove(nodes, Anywhere, even: true).Count);
    }

    [Fact]
    public void Cameras_that_should_be_where_they_are_stay_there()
    {
        PlacedNode[] nodes = [Node("a", fps: 24, cameras: 4) with { Movable = ["a3"] }, Node("b", fps: 0, cameras: 0)];

        Assert.Equal(["a3"], Placement.ToMove(nodes, Anywhere, even: true));
        Assert.Empty(Placement.ToMove([nodes[0] with { Movable = [] }, nodes[1]], Anywhere, even: true));
    }

    private static PlacedNode Node(string name, double fps, int cameras, double staleness = 0, int coming = 0, int empty = 0)
    {
        string[] shards = [.. Enumerable.Range(0, cameras + coming + empty).Select(i => $"{name}{i}")];
        return new(name, shards, fps, cameras, TimeSpan.FromSeconds(staleness)) { Coming = coming, Movable = shards[..cameras] };
    }
}
