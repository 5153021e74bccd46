using System.Text.Json;
using Google.Protobuf;
using MLPlatform.Training.Onnx.Wire;

namespace MLPlatform.Training.Onnx;

/// <summary>Nodes of all trees as the parallel lists of <c>TreeEnsembleRegressor</c>.</summary>
internal sealed class EnsembleNodes
{
    private const int FloatsType = 6, IntsType = 7, StringsType = 8, IntType = 2;
    private static readonly ByteString Branch = ByteString.CopyFromUtf8("BRANCH_LT"), Leaf = ByteString.CopyFromUtf8("LEAF");

    private readonly List<long> _trees = [], _ids = [], _features = [], _yes = [], _no = [], _missingGoesYes = [], _leafTrees = [], _leafIds = [];
    private readonly List<float> _thresholds = [], _leafValues = [];
    private readonly List<ByteString> _modes = [];

    /// <summary>Walks from the root, because XGBoost leaves pruned nodes in its arrays.</summary>
    public void Add(int tree, JsonElement nodes)
    {
        var left = Ints(nodes.GetProperty("left_children"));
        var right = Ints(nodes.GetProperty("right_children"));
        var features = Ints(nodes.GetProperty("split_indices"));
        var defaultsLeft = Ints(nodes.GetProperty("default_left"));
        var values = Floats(nodes.GetProperty("split_conditions"));

        var open = new Stack<int>([0]);
        while (open.TryPop(out var id))
        {
            var leaf = left[id] < 0;
            _trees.Add(tree);
            _ids.Add(id);
            _features.Add(leaf ? 0 : features[id]);
            // XGBoost goes left when value < threshold: BRANCH_LT, true branch left.
            _modes.Add(leaf ? Leaf : Branch);
            _thresholds.Add(leaf ? 0 : values[id]);
            _yes.Add(leaf ? 0 : left[id]);
            _no.Add(leaf ? 0 : right[id]);
            _missingGoesYes.Add(leaf ? 0 : defaultsLeft[id]);
            if (leaf)
            {
                _leafTrees.Add(tree);
                _leafIds.Add(id);
                _leafValues.Add(values[id]);
            }
            else
            {
                open.Push(right[id]);
                open.Push(left[id]);
            }
        }
    }

    public OnnxNode ToNode(float baseValue, string output)
    {
        var modes = new OnnxAttribute { Name = "nodes_modes", Type = StringsType };
        modes.Strings.AddRange(_modes);
        return new OnnxNode
        {
            OpType = "TreeEnsembleRegressor",
            Domain = "ai.onnx.ml",
            Name = "trees",
            Input = { "features" },
            Output = { output },
            Attribute =
            {
                Ints("nodes_treeids", _trees), Ints("nodes_nodeids", _ids), Ints("nodes_featureids", _features), modes, Floats("nodes_values", _thresholds),
                Ints("nodes_truenodeids", _yes), Ints("nodes_falsenodeids", _no), Ints("nodes_missing_value_tracks_true", _missingGoesYes),
                Ints("target_treeids", _leafTrees), Ints("target_nodeids", _leafIds), Ints("target_ids", new long[_leafIds.Count]), Floats("target_weights", _leafValues),
                Floats("base_values", [baseValue]),
                new OnnxAttribute { Name = "n_targets", I = 1, Type = IntType },
            },
        };
    }

    private static OnnxAttribute Ints(string name, IEnumerable<long> values)
    {
        var attribute = new OnnxAttribute { Name = name, Type = IntsType };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    private static OnnxAttribute Floats(string name, IEnumerable<float> values)
    {
        var attribute = new OnnxAttribute { Name = name, Type = FloatsType };
        attribute.Floats.AddRange(values);
        return attribute;
    }

    // default_left is written as numbers by some versions and as booleans by others.
    private static int[] Ints(JsonElement array) =>
        [.. array.EnumerateArray().Select(element => element.ValueKind switch { JsonValueKind.True => 1, JsonValueKind.False => 0, _ => element.GetInt32() })];

    private static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(element => element.GetSingle())];
}
