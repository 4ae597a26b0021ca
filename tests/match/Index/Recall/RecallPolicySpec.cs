using Analytics.Match.Index.Recall;
using CsCheck;
using Xunit;

namespace Analytics.Tests.Matching.Index.Recall;

public sealed class RecallPolicySpec
{
    private const double Target = 0.999;
    private static readonly IReadOnlyList<SearchDepth> Steps = SearchDepth.Steps;

    [Fact]
    public void Searches_that_miss_too_much_go_deeper_step_by_step_and_at_last_over_to_exact()
    {
        RecallPolicy policy = new(Target, Steps);
        List<SearchDepth> depths = [policy.Depth];
        for (var probe = 0; probe < 2000; probe++)
        {
            if (policy.Add(policy.Audited, found: probe % 20 != 0) && policy.Depth != depths[^1])
            {
                depths.Add(policy.Depth);
            }
        }

        Assert.Equal([.. Steps, SearchDepth.Exact], depths);
    }

    [Fact]
    public void It_stays_where_the_target_holds()
    {
        // The second step finds everything.
        RecallPolicy policy = new(Target, Steps);
        for (var probe = 0; probe < 20_000; probe++)
        {
            policy.Add(policy.Audited, found: policy.Audited != Steps[0] || probe % 25 != 0);
        }

        Assert.Equal(Steps[1], policy.Depth);
        Assert.Equal(1, policy.Estimate!.Recall);
    }

    [Fact]
    public void One_miss_is_no_reason()
    {
        RecallPolicy policy = new(Target, Steps);

        Assert.False(policy.Add(policy.Audited, found: false));

        Assert.Equal(Steps[0], policy.Depth);
    }

    [Fact]
    public void A_recall_well_above_the_target_seldom_goes_deeper_and_one_well_below_does_soon() =>
        Gen.Int[1, 1_000_000].Array[40].Sample(
            seeds =>
            {
                // A false alarm in at most one of five runs of 10,000 audits; no run of 0.99 is left alone for 3,000.
                Assert.InRange(seeds.Count(seed => Moves(seed, recall: 0.9999, probes: 10_000)), 0, 8);
                Assert.All(seeds, seed => Assert.True(Moves(seed, recall: 0.99, probes: 3_000)));
            },
            iter: 2,
            threads: 1);

    [Fact]
    public void From_exact_it_comes_back_only_on_proof()
    {
        RecallPolicy policy = new(0.99, [new(128, 2)]);
        while (!policy.Depth.IsExact)
        {
            policy.Add(policy.Audited, found: false);
        }

        // 0.99 to the power of 298 is just above 1 in 20.
        for (var probe = 0; probe < 298; probe++)
        {
            Assert.False(policy.Add(policy.Audited, found: true));
        }

        Assert.True(policy.Add(policy.Audited, found: true));
        Assert.Equal(new SearchDepth(128, 2), policy.Depth);
    }

    [Fact]
    public void What_was_found_at_another_depth_says_nothing()
    {
        RecallPolicy policy = new(Target, Steps);

        policy.Add(Steps[3], found: false);
        policy.Add(SearchDepth.Exact, found: true);

        Assert.Equal(0, policy.Probes);
        Assert.Null(policy.Estimate);
    }

    [Fact]
    public void What_is_older_than_the_window_is_forgotten()
    {
        RecallPolicy policy = new(0.5, Steps, window: 4);
        foreach (var found in (bool[])[false, true, true, true, true])
        {
            policy.Add(policy.Audited, found);
        }

        Assert.Equal((4, 0), (policy.Probes, policy.Misses));
    }

    // Reference: sums of exact binomials (math.comb of Python), solved by halving.
    [Theory]
    [InlineData(10, 1, 0.5549839, 0.9974714)]
    [InlineData(100, 0, 0.9637833, 1)]
    [InlineData(3000, 3, 0.9970803, 0.9997937)]
    [InlineData(5, 5, 0, 0.5218238)]
    public void The_limits_are_those_of_Clopper_and_Pearson(int probes, int misses, double lower, double upper)
    {
        RecallEstimate estimate = new(probes, misses);

        Assert.Equal(lower, estimate.Lower, 1e-6);
        Assert.Equal(upper, estimate.Upper, 1e-6);
    }

    private static bool Moves(int seed, double recall, int probes)
    {
        Random random = new(seed);
        RecallPolicy policy = new(Target, Steps);
        return Enumerable.Range(0, probes).Any(_ => policy.Add(policy.Audited, random.NextDouble() < recall));
    }
}
